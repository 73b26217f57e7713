import type { RewindResult } from "@lakehand/protocol";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderPart } from "../test/render.tsx";
import { RewindDialog, type RewindDialogProps } from "./rewind-dialog.tsx";

const preview: RewindResult = {
  dry_run: true,
  changes: [
    { path: "src/a.py", status: "modified", additions: 4, deletions: 2 },
    { path: "logo.png", status: "deleted", additions: null, deletions: null },
  ],
  runs: 2,
  kept_in_workspace: [{ type: "table", name: "main.default.orders" }],
  message: "Build it.",
  undo_checkpoint_id: null,
};

let answer: RewindResult;
let asked: unknown[];
beforeEach(() => {
  answer = preview;
  asked = [];
  vi.stubGlobal(
    "fetch",
    vi.fn(async (_url: string, init: RequestInit) => {
      asked.push(JSON.parse(String(init.body)));
      return Response.json(answer);
    }),
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const show = (props: Partial<RewindDialogProps> = {}) => {
  const onConfirm = vi.fn(async () => undefined);
  const onClose = vi.fn();
  renderPart(
    <RewindDialog
      projectId="p"
      conversationId="c"
      executionId="e"
      kind="rewind"
      onClose={onClose}
      onConfirm={onConfirm}
      {...props}
    />,
  );
  return { onConfirm, onClose };
};
const press = (name: string) => act(async () => void fireEvent.click(screen.getByRole("button", { name })));

describe("RewindDialog", () => {
  it("shows what would happen, and what stays in the workspace, before anything does", async () => {
    const { onConfirm, onClose } = show();
    expect(await screen.findByText("Put back 2 files")).toBeTruthy();
    expect(asked).toEqual([{ execution_id: "e", files: true, conversation: true, dry_run: true }]);
    expect(screen.getByText("src/a.py")).toBeTruthy();
    expect(screen.getByText("Take back 2 messages and their answers")).toBeTruthy();
    expect(screen.getByText("main.default.orders")).toBeTruthy();
    fireEvent.click(screen.getByRole("checkbox", { name: /Put back 2 files/ }));
    await press("Rewind");
    expect(onConfirm).toHaveBeenCalledWith({ files: false, conversation: true }, preview);
    expect(onClose).toHaveBeenCalledOnce();
  });

  it("cannot put back files without a checkpoint, and says so", async () => {
    answer = { ...preview, changes: null };
    const { onConfirm } = show();
    expect(await screen.findByText(/No checkpoint was taken/)).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: /Put back files/ }).disabled).toBe(true);
    await press("Rewind");
    expect(onConfirm).toHaveBeenCalledWith({ files: false, conversation: true }, answer);
  });

  it("stays open with the reason when it fails", async () => {
    const { onClose } = show({ onConfirm: vi.fn().mockRejectedValue(new Error("no")) });
    await screen.findByText("Put back 2 files");
    await press("Rewind");
    expect(screen.getByRole("alert")).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
  });

  it("always takes the conversation back for a retry", async () => {
    const { onConfirm } = show({ kind: "retry" });
    await screen.findByText("Put back 2 files");
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: /Take back/ }).disabled).toBe(true);
    await press("Try again");
    expect(onConfirm).toHaveBeenCalledWith({ files: true, conversation: true }, preview);
  });
});
