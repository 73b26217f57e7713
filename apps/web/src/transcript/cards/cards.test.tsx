import { type AgentEvent, reduceAll, type ToolBlock } from "@lakehand/protocol";
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
// Loaded on first use by the page; here at once.
import "../../markdown/markdown.tsx";
import { log } from "../../test/log.ts";
import { renderPart } from "../../test/render.tsx";
import { failedRun, sampleRun } from "../../test/sample-run.ts";
import { type TranscriptActions, TranscriptActionsContext } from "../actions.ts";
import { executionItems } from "../items.ts";
import { Row } from "../rows.tsx";
import { ToolCard } from "./tool-card.tsx";

const sample = reduceAll("e", log(sampleRun));
const tool = (id: string) => sample.blocks.find((b): b is ToolBlock => b.kind === "tool" && b.id === id)!;
const actions = (): TranscriptActions => ({
  openResult: vi.fn(),
  openFile: vi.fn(),
  retry: vi.fn(),
  practice: false,
  running: false,
});

let n = 0;
/** A card with fresh open/closed state. */
function show(id: string, block = tool(id), context = actions()) {
  n += 1;
  renderPart(
    <TranscriptActionsContext value={context}>
      <ToolCard id={`${id}-${n}`} tool={block} />
    </TranscriptActionsContext>,
  );
  return context;
}
function showRun(events: readonly AgentEvent[], context = actions()) {
  renderPart(
    <TranscriptActionsContext value={context}>
      {executionItems(reduceAll("e", log(events))).map((item) => (
        <Row key={item.key} item={item} />
      ))}
    </TranscriptActionsContext>,
  );
  return context;
}
afterEach(cleanup);

describe("SQL card", () => {
  it("shows statement, rows, duration, warehouse and leads to the result", () => {
    const context = show("sql");
    const heading = screen.getByRole("heading", { level: 3 });
    expect(heading.textContent).toContain("1,000 rows of 1,204,331 · 1.2 s");
    expect(heading.textContent).toContain("Local Warehouse");
    expect(screen.getByText(/GROUP BY city/)).toBeTruthy();
    expect(screen.getAllByRole("row")).toHaveLength(6);
    expect(screen.getByText("null")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Open in Results" }));
    expect(context.openResult).toHaveBeenCalledWith("sql");
  });

  it("shows an error with its suggestion", () => {
    show("bad");
    expect(screen.getByText(/cannot be found/)).toBeTruthy();
    expect(screen.getByText(/create the table first/)).toBeTruthy();
    expect(screen.getByRole("heading", { level: 3 }).textContent).toContain("failed");
  });

  it("shows the statement before its result is here", () => {
    const { details: _none, output: _out, durationMs: _ms, ...rest } = tool("sql");
    show("sql", { ...rest, details: [], status: "running" });
    expect(screen.getByText(/GROUP BY city/)).toBeTruthy();
    expect(screen.getByRole("heading", { level: 3 }).textContent).toContain("running");
  });

  it("closes and opens", () => {
    show("sql");
    const head = screen.getByRole("button", { expanded: true });
    fireEvent.click(head);
    expect(screen.queryByText(/GROUP BY city/)).toBeNull();
    fireEvent.click(head);
    expect(screen.getByText(/GROUP BY city/)).toBeTruthy();
  });
});

describe("card of several statements", () => {
  it("has a line for each with its own state", () => {
    const context = show("multi");
    const lines = screen.getAllByRole("listitem");
    expect(lines).toHaveLength(5);
    expect(screen.getAllByRole("heading", { level: 3 })[0]?.textContent).toContain("3 of 5 done · 1 failed");
    expect(within(lines[3]!).getByText("The table does not exist.")).toBeTruthy();
    expect(lines[4]!.textContent).toContain("skipped");
    fireEvent.click(within(lines[2]!).getByRole("button", { expanded: false }));
    fireEvent.click(within(lines[2]!).getByRole("button", { name: "Open in Results" }));
    expect(context.openResult).toHaveBeenCalledWith("multi.2");
  });
});

describe("file cards", () => {
  it("shows what an edit took out and put in", () => {
    const context = show("edit");
    expect(screen.getByRole("heading", { level: 3 }).textContent).toContain("+2 −1");
    expect(screen.getByText(/drop rows without a city/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "src/bronze.py" }));
    expect(context.openFile).toHaveBeenCalledWith("src/bronze.py");
  });

  it("shows what was written when opened", () => {
    show("write");
    expect(screen.getByRole("heading", { level: 3 }).textContent).toContain("6 lines");
    fireEvent.click(screen.getByRole("button", { expanded: false }));
    expect(screen.getByText(/mark the bad ones/)).toBeTruthy();
  });

  it("lists uploads with the one that failed", () => {
    show("up");
    expect(screen.getByRole("heading", { level: 3 }).textContent).toContain("1 of 2 failed");
    expect(screen.getByText("The file is larger than 10 MB.")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Open in the workspace" }).getAttribute("rel")).toContain(
      "noopener",
    );
  });

  it("gives no link for an address that is not of the web", () => {
    const block = tool("up");
    show("up", {
      ...block,
      details: block.details.map((d) => (d.kind === "upload" ? { ...d, url: "javascript:alert(1)" } : d)),
    });
    expect(screen.queryByRole("link")).toBeNull();
  });
});

describe("any other tool", () => {
  it("shows input and output as readable JSON", () => {
    show("wh", { ...tool("wh"), input: { prefer: "serverless" } });
    fireEvent.click(screen.getByRole("button", { expanded: false }));
    expect(screen.getByText(/"prefer": "serverless"/)).toBeTruthy();
    expect(screen.getByText(/"state": "RUNNING"/)).toBeTruthy();
  });

  it("survives input of any shape", () => {
    for (const name of [
      "Edit",
      "Write",
      "Read",
      "Skill",
      "Bash",
      "Grep",
      "mcp__databricks__execute_sql",
      "mcp__x__y",
      "mcp__",
      "",
    ]) {
      show("wh", {
        ...tool("wh"),
        name,
        input: { file_path: 7, content: null, edits: [null, 3], command: [] },
      });
    }
    expect(screen.getAllByRole("heading", { level: 3 })).toHaveLength(10);
  });
});

describe("a whole run", () => {
  it("is shown with plan, cost and Markdown that loads nothing from elsewhere", async () => {
    showRun(sampleRun);
    expect(screen.getByText("1 of 3 done")).toBeTruthy();
    expect(screen.getByText(/48 s · 55.1K tokens · \$0.04 · claude-sonnet/)).toBeTruthy();
    expect(screen.getByText("Looked at 3 files and searches")).toBeTruthy();
    const image = await screen.findByText(/a map \(open from tracker.example.com\)/, {}, { timeout: 10_000 });
    expect(image.closest("a")?.getAttribute("rel")).toContain("noopener");
    expect(document.querySelector("img")).toBeNull();
  }, 15_000);

  it("says what to do about an error and sends the question again", () => {
    const context = showRun(failedRun);
    expect(screen.getByRole("alert").textContent).toContain("Check ANTHROPIC_API_KEY");
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(context.retry).toHaveBeenCalledWith("Now make it a dashboard.");
  });
});
