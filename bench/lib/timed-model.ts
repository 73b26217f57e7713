import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerWhole, emptyMessage, ending, frame, readCall } from "./messages-api.ts";

export interface TimedModel {
  url: string;
  close(): Promise<void>;
}

/** Milliseconds since 1970 with fractions, the same clock for everyone in this process. */
export const clock = (): number => performance.timeOrigin + performance.now();

/** Times that stand in a piece of text, each the moment at which the model wrote it. */
export function timesIn(text: string): number[] {
  return [...text.matchAll(/<(\d+\.\d+)>/g)].map((match) => Number(match[1]));
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * A Messages API server whose answer to `[[stream pieces=N gap=MS turns=T]]` is N pieces of text, MS apart, each
 * holding the time at which it was sent; T - 1 times a call of `current_user` follows, and with it another answer.
 */
export async function startTimedModel(): Promise<TimedModel> {
  const server = createServer(async (request, response) => {
    const call = await readCall(request, response);
    if (!call) return;
    const { text } = call;
    const asked = [...text.matchAll(/\[\[stream pieces=(\d+) gap=(\d+) turns=(\d+)\]\]/g)].at(-1);
    const [pieces, gap, turns] = asked ? asked.slice(1).map(Number) : [1, 0, 1];
    const done = text.split('"type":"tool_result"').length - 1;
    const calls = asked !== undefined && done < (turns ?? 1) - 1;
    const message = emptyMessage(`msg_${Math.floor(clock() * 1000)}`, call.model);
    if (!call.stream) return answerWhole(response, message);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.socket?.setNoDelay(true);
    const write = async (event: string, data: object) => {
      if (!response.write(frame(event, data)))
        await new Promise((drained) => response.once("drain", drained));
    };
    await write("message_start", { message });
    await write("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
    for (let i = 0; i < (pieces ?? 1); i++) {
      if (gap) await wait(gap);
      await write("content_block_delta", {
        index: 0,
        // Without a gap nobody measures time, and a long run should not become a long prompt.
        delta: { type: "text_delta", text: gap ? `<${clock().toFixed(3)}> ` : "ok " },
      });
    }
    await write("content_block_stop", { index: 0 });
    if (calls) {
      const id = `toolu_${Math.floor(clock() * 1000)}`;
      const name = "mcp__databricks__current_user";
      await write("content_block_start", {
        index: 1,
        content_block: { type: "tool_use", id, name, input: {} },
      });
      await write("content_block_delta", {
        index: 1,
        delta: { type: "input_json_delta", partial_json: "{}" },
      });
      await write("content_block_stop", { index: 1 });
    }
    response.end(ending(calls ? "tool_use" : "end_turn"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
