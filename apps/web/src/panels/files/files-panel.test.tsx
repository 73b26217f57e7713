import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderPart } from "../../test/render.tsx";
import { FilesPanel } from "../files-panel.tsx";

const modified = "2026-01-01T00:00:00Z";
const contents: Record<string, object> = {
  "docs/report.md": { size: 20, modified, content: "# Findings\n\nAll **good**.", truncated: false },
  "data.bin": { size: 2_500_000, modified, content: null, truncated: false },
  "long.sql": { size: 3_000_000, modified, content: "SELECT 1", truncated: true },
};

beforeEach(() => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async (input: string) => {
      const url = new URL(input, "http://localhost");
      const path = url.searchParams.get("path");
      if (path !== null) {
        const content = contents[path];
        return content
          ? Response.json({ path, ...content })
          : Response.json(
              { detail: "This file does not exist.", code: "FILE_NOT_FOUND", next: "Open another one." },
              { status: 404 },
            );
      }
      return Response.json({
        project_id: "p",
        truncated: false,
        files: Object.keys(contents).map((p) => ({ path: p, name: p.split("/").at(-1), size: 20, modified })),
      });
    }),
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const panel = (path?: string, onOpen: (path: string | undefined) => void = () => undefined) =>
  renderPart(<FilesPanel projectId="p" path={path} onOpen={onOpen} revision={0} />);

describe("FilesPanel", () => {
  it("is a tree that the keyboard moves in", async () => {
    const opened = vi.fn();
    panel(undefined, opened);
    const folder = await screen.findByRole("treeitem", { name: /docs/ });
    expect(folder.getAttribute("aria-expanded")).toBe("true");
    expect(folder.tabIndex).toBe(0);
    folder.focus();
    fireEvent.keyDown(folder, { key: "ArrowDown" });
    const report = screen.getByRole("treeitem", { name: /report\.md/ });
    expect(document.activeElement).toBe(report);
    expect(report.getAttribute("aria-level")).toBe("2");
    fireEvent.keyDown(report, { key: "Enter" });
    expect(opened).toHaveBeenCalledWith("docs/report.md");
    fireEvent.click(folder);
    expect(screen.queryByRole("treeitem", { name: /report\.md/ })).toBeNull();
  });

  it("renders Markdown, with its source a press away", async () => {
    panel("docs/report.md");
    expect(await screen.findByRole("heading", { name: "Findings" })).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Source" }));
    expect(document.querySelector("pre")?.textContent).toContain("# Findings");
  });

  it("says when a file is binary, cut off or gone", async () => {
    panel("data.bin");
    expect(await screen.findByText("A binary file")).toBeTruthy();
    cleanup();
    panel("long.sql");
    expect(await screen.findByText(/this is its beginning \(3\.0 MB in all\)/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Download the part shown" })).toBeTruthy();
    cleanup();
    panel("gone.md");
    expect((await screen.findByRole("alert")).textContent).toContain("This file does not exist.");
  });
});
