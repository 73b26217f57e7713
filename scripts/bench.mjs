// npm run bench: builds, then measures the built product.
import { runOnBuilt } from "./lib/project.mjs";

await runOnBuilt("bench/run.ts");
