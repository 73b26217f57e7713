// npm run bench:workspace: builds, then measures the local workspace against DuckDB itself.
import { runOnBuilt } from "./lib/project.mjs";

await runOnBuilt("bench/workspace.ts");
