/** One call of an AI function with its arguments as text; `[ai_classify, content, label, …]`. */
export type AiRequest = readonly [name: string, ...args: string[]];

/** Sends a prompt to an endpoint, or to the workspace's own model when none is named. Fails with a sentence for people. */
export type AskModel = (
  endpoint: string | undefined,
  prompt: string,
  signal?: AbortSignal,
) => Promise<string>;

/** What answers the AI functions of SQL. */
export interface AiAnswers {
  /** False while no model is set: the functions are then refused by name. */
  available(): boolean;
  ask: AskModel;
}
