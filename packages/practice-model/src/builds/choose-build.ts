import type { Flow, FlowContext } from "../plan/flow.ts";
import { explore } from "./explore.ts";
import { buildMedallion } from "./medallion.ts";
import { profileTable } from "./profile.ts";
import { makeReport } from "./report.ts";
import { writeAndUpload } from "./write-and-upload.ts";

export interface Build {
  run(context: FlowContext): Flow;
  needs: readonly string[];
}

const PLAN = ["execute_sql", "TodoWrite", "TaskCreate", "TaskUpdate"];
const DO = "\\b(?:build|make|create|write|prepare|produce|generate|draft|set up|do)\\b";

const BUILDS: { fits(text: string): boolean; build: Build }[] = [
  {
    fits: (text) =>
      (new RegExp(DO, "i").test(text) && /\b(?:bronze|silver|gold|medallion)\b/i.test(text)) ||
      (text.match(/\b(?:bronze|silver|gold)\b/gi)?.length ?? 0) >= 3,
    build: { run: buildMedallion, needs: PLAN },
  },
  {
    fits: (text) =>
      /\bprofil(?:e|ing)\b|\bdata quality\b|\bquality (?:problems|issues|checks?)\b|\b(?:find|look for|check for)\b.*\b(?:problems|anomalies|outliers|duplicates|nulls)\b/i.test(
        text,
      ),
    build: { run: profileTable, needs: PLAN },
  },
  {
    fits: (text) => new RegExp(`${DO}.*\\breport\\b`, "i").test(text),
    build: { run: makeReport, needs: [...PLAN, "Write", "Read"] },
  },
  {
    fits: (text) =>
      /\bupload\b/i.test(text) || new RegExp(`${DO}.*(?:\\bpython\\b|\\.py\\b)`, "i").test(text),
    build: {
      run: writeAndUpload,
      needs: [
        ...PLAN,
        "Write",
        "Read",
        "Glob",
        "Bash",
        "upload_folder",
        "upload_file",
        "current_user",
        "get_current_user",
      ],
    },
  },
  {
    fits: (text) =>
      /^\W*(?:please\s+|can you\s+|let'?s\s+)?(?:explore|look around|show me around|give me a tour)\b/i.test(
        text,
      ),
    build: { run: explore, needs: PLAN },
  },
];

/** The guided build that a message asks for. */
export function chooseBuild(text: string): Build | undefined {
  return BUILDS.find(({ fits }) => fits(text))?.build;
}
