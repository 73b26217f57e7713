import { reduceAll } from "@lakehand/protocol";
import { cleanup, renderHook, screen } from "@testing-library/react";
import { VirtuosoMockContext } from "react-virtuoso";
import { afterEach, describe, expect, it } from "vitest";
import type { ConversationState } from "../stream/store.ts";
import { log } from "../test/log.ts";
import { renderPart } from "../test/render.tsx";
import { failedRun, sampleRun } from "../test/sample-run.ts";
import { announcement } from "./announce.ts";
import { Transcript, useItems } from "./transcript.tsx";

const first = reduceAll("e1", log(sampleRun));
const second = reduceAll("e2", log(failedRun));
const state = (part: Partial<ConversationState> = {}): ConversationState => ({
  phase: "ready",
  executions: [first, second],
  ...part,
});

afterEach(cleanup);

describe("Transcript", () => {
  it("is a log with a heading, and tells a screen reader of its own how it ended", () => {
    renderPart(
      <VirtuosoMockContext value={{ viewportHeight: 4000, itemHeight: 60 }}>
        <Transcript state={state()} />
      </VirtuosoMockContext>,
    );
    expect(screen.getByRole("log", { name: "Transcript" })).toBeTruthy();
    expect(screen.getByRole("heading", { level: 2, name: "Conversation" })).toBeTruthy();
    expect(screen.getByText("The run ended with an error.").getAttribute("aria-live")).toBe("polite");
  });
});

describe("useItems", () => {
  it("keeps the rows of a run that did not change, so that only the live one is drawn again", () => {
    const live = reduceAll("e2", log(sampleRun.slice(0, 6)));
    const hook = renderHook(({ now }) => useItems(now), {
      initialProps: { now: state({ executions: [first, live] }) },
    });
    const before = hook.result.current;
    const grown = reduceAll("e2", log(sampleRun.slice(0, 7)));
    hook.rerender({ now: state({ executions: [first, grown] }) });
    const after = hook.result.current;
    const own = (items: typeof before) => items.filter((i) => i.key.startsWith("e1"));
    expect(own(after).every((item, i) => item === own(before)[i])).toBe(true);
    expect(after.length).toBeGreaterThanOrEqual(before.length);
  });
});

describe("announcement", () => {
  it("names the step that runs and how it went", () => {
    const say = (events: number) => announcement(reduceAll("e", log(sampleRun.slice(0, events))));
    const at = (id: string, type: string) =>
      sampleRun.findIndex(
        (e) => e.type === type && ("tool_id" in e ? e.tool_id : "tool_use_id" in e && e.tool_use_id) === id,
      ) + 1;
    expect(say(at("sql", "tool_use"))).toBe("Query samples.bakehouse.sales_transactions: running.");
    expect(say(at("sql", "tool_result"))).toBe("Query samples.bakehouse.sales_transactions: done.");
    expect(say(at("bad", "tool_result"))).toBe("Query main.default.nothing: failed.");
    expect(say(sampleRun.length)).toBe("The answer is complete.");
  });
});
