import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderPart } from "../../test/render.tsx";
import type { ResultEntry } from "../result-entries.ts";
import { ResultsPanel } from "../results-panel.tsx";

const columns = [
  { name: "id", type: "bigint" },
  { name: "city", type: "string" },
  { name: "note", type: "string" },
];
const KEPT = 12_000;
const rowOf = (i: number) => [String((i * 7) % KEPT), i % 3 === 0 ? null : `city ${i}`, '{"a":1}'];

const entry: ResultEntry = {
  key: "t1",
  number: 1,
  executionId: "e",
  toolId: "t1",
  result: {
    kind: "sql_result",
    result_id: "r1",
    sql: "SELECT * FROM big",
    status: "succeeded",
    columns,
    total_rows: 5_000_000,
    kept_rows: KEPT,
    preview: [rowOf(0), rowOf(1)],
    duration_ms: 900,
  },
};

let requests: { offset: number; limit: number }[] = [];

beforeEach(() => {
  requests = [];
  vi.stubGlobal(
    "fetch",
    vi.fn(async (input: string) => {
      const url = new URL(input, "http://localhost");
      const offset = Number(url.searchParams.get("offset"));
      const limit = Number(url.searchParams.get("limit"));
      requests.push({ offset, limit });
      const rows = Array.from({ length: Math.min(limit, KEPT - offset) }, (_, i) => rowOf(offset + i));
      return Response.json({
        result_id: "r1",
        columns,
        total_rows: 5_000_000,
        kept_rows: KEPT,
        offset,
        rows,
      });
    }),
  );
  // jsdom lays nothing out.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(420);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(800);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const open = async () => {
  renderPart(<ResultsPanel entries={[entry]} onSelect={() => undefined} />);
  await screen.findByText("city 1");
  return screen.getByRole("grid", { name: "Rows of result 1" });
};

describe("ResultsPanel", () => {
  it("shows a window of a large result, and fetches only that", async () => {
    const grid = await open();
    expect(grid.getAttribute("aria-rowcount")).toBe(String(KEPT + 1));
    expect(grid.getAttribute("aria-colcount")).toBe("4");
    expect(within(grid).getAllByRole("row").length).toBeLessThan(60);
    expect(requests).toEqual([{ offset: 0, limit: 500 }]);
    expect(screen.getByText(/12,000 of 5,000,000 rows kept/)).toBeTruthy();
    expect(within(grid).getAllByText("null")[0]?.className).toContain("italic");
  });

  it("moves the active cell by keys, with the focus staying on the grid", async () => {
    const grid = await open();
    fireEvent.keyDown(grid, { key: "ArrowDown" });
    fireEvent.keyDown(grid, { key: "ArrowRight" });
    const active = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
    expect(active?.textContent).toBe("city 1");
    expect(active?.getAttribute("aria-selected")).toBe("true");
    expect(active?.getAttribute("aria-colindex")).toBe("3");
    expect(active?.closest("[role=row]")?.getAttribute("aria-rowindex")).toBe("3");
  });

  it("copies the cell or the selected range", async () => {
    const grid = await open();
    const copied = () => {
      const setData = vi.fn();
      fireEvent.copy(grid, { clipboardData: { setData } });
      return setData.mock.calls[0]?.[1];
    };
    fireEvent.keyDown(grid, { key: "ArrowDown" });
    expect(copied()).toBe("7");
    fireEvent.keyDown(grid, { key: "ArrowRight", shiftKey: true });
    fireEvent.keyDown(grid, { key: "ArrowDown", shiftKey: true });
    expect(copied()).toBe("7\tcity 1\n14\tcity 2");
    expect(await screen.findByText("Copied 2 rows.")).toBeTruthy();
  });

  it("reads all kept rows to sort them, and sorts numbers as numbers", async () => {
    const grid = await open();
    const header = within(grid).getByRole("columnheader", { name: /id/ });
    fireEvent.click(within(header).getByRole("button"));
    await waitFor(() => expect(within(grid).getAllByRole("row")[3]?.textContent).toContain("city"));
    const first = () =>
      within(grid)
        .getAllByRole("row")
        .slice(1, 4)
        .map((row) => within(row).getAllByRole("gridcell")[0]?.textContent);
    await waitFor(() => expect(first()).toEqual(["0", "1", "2"]));
    expect(header.getAttribute("aria-sort")).toBe("ascending");
    expect(requests.filter((r) => r.limit !== 500).map((r) => r.offset)).toEqual([0, 5000, 10_000]);
    fireEvent.click(within(header).getByRole("button"));
    await waitFor(() => expect(first()).toEqual(["11999", "11998", "11997"]));
  });

  it("filters, and says how many match", async () => {
    const grid = await open();
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "city 1199" } });
    expect(await screen.findByText(/^8 match/)).toBeTruthy();
    expect(grid.getAttribute("aria-rowcount")).toBe("9");
  });

  it("opens a cell with its JSON laid out", async () => {
    const grid = await open();
    fireEvent.keyDown(grid, { key: "End" });
    fireEvent.keyDown(grid, { key: "Enter" });
    const dialog = await screen.findByRole("dialog", { name: "note" });
    expect(within(dialog).getByText("Row 1 · string")).toBeTruthy();
    expect(dialog.querySelector("pre")?.textContent).toBe('{\n  "a": 1\n}');
  });

  it.each([
    ["running", "The statement is running"],
    ["cancelled", "Cancelled"],
    ["skipped", "Not run"],
    ["succeeded", "Done"],
  ] as const)("says in words that a statement is %s", (status, words) => {
    const { result_id: _, columns: __, ...rest } = entry.result;
    renderPart(
      <ResultsPanel
        entries={[{ ...entry, result: { ...rest, kind: "sql_result", status } }]}
        onSelect={() => undefined}
      />,
    );
    expect(screen.getByText(words)).toBeTruthy();
  });
});
