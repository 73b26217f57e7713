import type { Flow, FlowContext } from "../plan/flow.ts";
import type { Proposal } from "../plan/plan-mode.ts";
import { ITEMS as EXPLORE, explore } from "./explore.ts";
import { buildMedallion, ITEMS as MEDALLION } from "./medallion.ts";
import { ITEMS as PROFILE, profileTable } from "./profile.ts";
import { makeReport, ITEMS as REPORT } from "./report.ts";
import type { TodoItem } from "./todo-list.ts";
import { ITEMS as UPLOAD, writeAndUpload } from "./write-and-upload.ts";

export interface Build {
  run(context: FlowContext): Flow;
  needs: readonly string[];
  /** What it does, for a conversation in plan mode. */
  proposal: Proposal;
}

const PLAN = ["execute_sql", "TodoWrite", "TaskCreate", "TaskUpdate"];
const DO = "\\b(?:build|make|create|write|prepare|produce|generate|draft|set up|do)\\b";

const BUILDS: { fits(text: string): boolean; build: Build }[] = [
  {
    fits: (text) =>
      (new RegExp(DO, "i").test(text) && /\b(?:bronze|silver|gold|medallion)\b/i.test(text)) ||
      (text.match(/\b(?:bronze|silver|gold)\b/gi)?.length ?? 0) >= 3,
    build: {
      run: buildMedallion,
      needs: PLAN,
      proposal: propose("Build bronze, silver and gold", MEDALLION),
    },
  },
  {
    fits: (text) =>
      /\bprofil(?:e|ing)\b|\bdata quality\b|\bquality (?:problems|issues|checks?)\b|\b(?:find|look for|check for)\b.*\b(?:problems|anomalies|outliers|duplicates|nulls)\b/i.test(
        text,
      ),
    build: { run: profileTable, needs: PLAN, proposal: propose("Profile a table", PROFILE) },
  },
  {
    fits: (text) => new RegExp(`${DO}.*\\breport\\b`, "i").test(text),
    build: {
      run: makeReport,
      needs: [...PLAN, "Write", "Read"],
      proposal: propose("Write a report", REPORT),
    },
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
      proposal: propose("Write Python files and upload them", UPLOAD),
    },
  },
  {
    fits: (text) =>
      /^\W*(?:please\s+|can you\s+|let'?s\s+)?(?:explore|look around|show me around|give me a tour)\b/i.test(
        text,
      ),
    build: { run: explore, needs: PLAN, proposal: propose("Explore the catalog", EXPLORE) },
  },
];

function propose(title: string, items: readonly TodoItem[]): Proposal {
  return { title, steps: items.map(({ content }) => content) };
}

/** The guided build that a message asks for. */
export function chooseBuild(text: string): Build | undefined {
  return BUILDS.find(({ fits }) => fits(text))?.build;
}
