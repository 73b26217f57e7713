import { afterEach } from "vitest";
import { openHarness } from "./harness.ts";
import { type Answer, type MessagesBody, startScriptedModel } from "./scripted-model.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Done after the test that runs, last first. */
export function afterwards(cleanup: () => Promise<void>): void {
  cleanups.push(cleanup);
}

/** The real agent, without a sandbox unless told, on a model that a test writes. Both end with the test. */
export async function openScripted(
  script: (body: MessagesBody, count: number) => Answer | Promise<Answer>,
  options: Parameters<typeof openHarness>[1] = {},
) {
  const model = await startScriptedModel(script);
  afterwards(() => model.close());
  const harness = await openHarness({ baseUrl: model.url }, { sandbox: "off", ...options });
  afterwards(() => harness.close());
  return { model, harness };
}
