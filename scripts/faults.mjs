// npm run faults: builds, then hurts the built product at random moments and looks for what was lost.
import { runOnBuilt } from "./lib/project.mjs";

await runOnBuilt("e2e/faults/run.ts");
