export { examplePrompts } from "./example-prompts.ts";
export { plan } from "./plan/plan.ts";
export { createPracticeModelApp, PRACTICE_MODEL_ID } from "./server/app.ts";
export { startPracticeModel } from "./server/start.ts";
export type * from "./types.ts";
