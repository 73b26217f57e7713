import { describe, expect, it } from "vitest";
import { status } from "../test/status.ts";
import { noticesFor } from "./notices.ts";

const titles = (...changes: Parameters<typeof noticesFor>[0]) => noticesFor(changes).map((n) => n.title);
const running = status("a");

describe("noticesFor", () => {
  it("tells of each new thing that waits, once", () => {
    const one = status("a", { status: "requires_action", needs_you: 1 });
    expect(titles({ before: running, after: one })).toEqual(["Needs you: Title of a"]);
    expect(titles({ before: one, after: { ...one, title: "renamed" } })).toEqual([]);
    expect(titles({ before: one, after: { ...one, needs_you: 2 } })).toHaveLength(1);
    expect(titles({ before: one, after: { ...one, needs_you: 0, status: "running" } })).toEqual([]);
  });

  it("tells of an end, but not of a stop, which the person did", () => {
    expect(titles({ before: running, after: status("a", { status: "completed" }) })).toEqual([
      "Done: Title of a",
    ]);
    expect(titles({ before: running, after: status("a", { status: "error" }) })).toEqual([
      "Ended with an error: Title of a",
    ]);
    expect(titles({ before: running, after: status("a", { status: "cancelled" }) })).toEqual([]);
  });

  it("keeps quiet between two messages of the queue, and about runs it never saw going", () => {
    expect(
      titles({ before: running, after: status("a", { status: "completed", queued_inputs: 1 }) }),
    ).toEqual([]);
    expect(titles({ after: status("a", { status: "completed" }) })).toEqual([]);
    expect(titles({ before: running })).toEqual([]);
  });
});
