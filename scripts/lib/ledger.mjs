import { join } from "node:path";
import { root } from "./project.mjs";

/** Arguments for Node that judge the kept answers of a test run, or write the page from them. */
export const ledgerCommand = (answers, more = []) => [
  "--conditions=source",
  "--import",
  "tsx",
  join(root, "packages/local-workspace/src/ledger/report.ts"),
  "--answers",
  answers,
  "--page",
  join(root, "docs/local-workspace.md"),
  ...more,
];
