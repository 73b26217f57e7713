import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { renderPart } from "../test/render.tsx";
import { OperationLine } from "./operation-line.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("says how far a long call is and cancels it", async () => {
  const fetch = vi.fn(async (_url: string, _init: RequestInit) =>
    Response.json({ detail: "No.", code: "X" }, { status: 404 }),
  );
  vi.stubGlobal("fetch", fetch);
  renderPart(
    <OperationLine
      operation={{ id: "op 1", status: "running", message: "Copying", done: 1200, total: 3000 }}
    />,
  );
  expect(screen.getByText("Copying (1,200 of 3,000)")).toBeTruthy();
  expect(screen.getByRole("progressbar", { name: "Progress" }).getAttribute("value")).toBe("1200");
  await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Cancel" })));
  expect(fetch.mock.calls[0]?.[0]).toBe("/api/operations/op%201/cancel");
  expect(screen.getByRole("alert").textContent).toBe("No.");
  expect(screen.getByRole("button", { name: "Cancel" })).toBeTruthy();
});

it("says how it ended", () => {
  renderPart(<OperationLine operation={{ id: "op", status: "failed", message: "The table is gone." }} />);
  expect(screen.getByText("The table is gone.")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});
