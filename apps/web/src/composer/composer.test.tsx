import { LakehandError } from "@lakehand/protocol";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TooltipProvider } from "../ui/tooltip.tsx";
import { Composer, type ComposerHandle, type ComposerProps } from "./composer.tsx";
import { readDraft } from "./draft.ts";

const box = () => screen.getByLabelText<HTMLTextAreaElement>("Message");
const type = (text: string) => fireEvent.change(box(), { target: { value: text } });
const enter = (more: object = {}) =>
  act(async () => void fireEvent.keyDown(box(), { key: "Enter", ...more }));

function show(props: Partial<ComposerProps> = {}) {
  const onSend = vi.fn(async () => undefined);
  const element = (more: Partial<ComposerProps> = {}) => (
    <TooltipProvider>
      <Composer draftKey="c1" onSend={onSend} {...props} {...more} />
    </TooltipProvider>
  );
  const view = render(element());
  return { onSend, again: (more: Partial<ComposerProps>) => view.rerender(element(more)) };
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("Composer", () => {
  it("sends on Enter and empties itself", async () => {
    const { onSend } = show();
    type("hello");
    await enter();
    expect(onSend).toHaveBeenCalledWith("hello", "send");
    expect(box().value).toBe("");
  });

  it("does not send on Shift+Enter or while an input method composes", async () => {
    const { onSend } = show();
    type("こん");
    await enter({ shiftKey: true });
    await enter({ isComposing: true, keyCode: 229 });
    expect(onSend).not.toHaveBeenCalled();
  });

  it("refuses an empty message with a sentence", async () => {
    const { onSend } = show();
    await enter();
    expect(screen.getByText("Write a message first.")).toBeTruthy();
    expect(onSend).not.toHaveBeenCalled();
  });

  it("queues on Enter while a run goes on, and steers with Ctrl, ⌘ or the button", async () => {
    const { onSend } = show({ running: true, several: true, onStop: async () => undefined });
    type("next");
    await enter();
    expect(onSend).toHaveBeenLastCalledWith("next", "send");
    expect(box().value).toBe("");
    type("now");
    await enter({ ctrlKey: true });
    expect(onSend).toHaveBeenLastCalledWith("now", "steer");
    type("now too");
    await enter({ metaKey: true });
    expect(onSend).toHaveBeenLastCalledWith("now too", "steer");
    type("by hand");
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: /^Steer/ })));
    expect(onSend).toHaveBeenLastCalledWith("by hand", "steer");
  });

  it("is never disabled: a second message can be sent while the first is on its way", async () => {
    let arrive: () => void = () => undefined;
    const onSend = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          arrive = resolve;
        }),
    );
    show({ several: true, onSend });
    type("first");
    await enter();
    type("second");
    await enter();
    expect(onSend).toHaveBeenCalledTimes(2);
    expect(box().disabled).toBe(false);
    await act(async () => arrive());
  });

  it("keeps a message in the draft until the server has it, so that a closed page loses nothing", async () => {
    let arrive: () => void = () => undefined;
    const onSend = () =>
      new Promise<void>((resolve) => {
        arrive = resolve;
      });
    show({ onSend });
    type("precious");
    await enter();
    expect(box().value).toBe("");
    expect(readDraft("c1")).toBe("precious");
    await act(async () => arrive());
    expect(readDraft("c1")).toBe("");
  });

  it("brings the text back when sending fails, with the error beside it", async () => {
    show({
      onSend: async () => {
        throw new LakehandError({
          code: "BUSY",
          message: "The server is busy.",
          next: "Try again in a moment.",
        });
      },
    });
    type("precious");
    await enter();
    expect(box().value).toBe("precious");
    expect(screen.getByRole("alert").textContent).toContain("The server is busy.");
    expect(screen.getByRole("alert").textContent).toContain("Try again in a moment.");
  });

  it("keeps a draft for each conversation", () => {
    const { again } = show();
    type("for one");
    again({ draftKey: "c2" });
    expect(box().value).toBe("");
    type("for two");
    again({ draftKey: "c1" });
    expect(box().value).toBe("for one");
    cleanup();
    show({ draftKey: "c2" });
    expect(box().value).toBe("for two");
  });

  it("sends a given text without touching what is typed", async () => {
    const ref = createRef<ComposerHandle>();
    const { onSend } = show({ ref });
    type("half a thought");
    await act(async () => ref.current?.submit("an example"));
    expect(onSend).toHaveBeenCalledWith("an example", "send");
    expect(box().value).toBe("half a thought");
  });

  it("stops a run", async () => {
    const onStop = vi.fn(async () => undefined);
    show({ running: true, onStop });
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Stop" })));
    expect(onStop).toHaveBeenCalledOnce();
    expect(screen.getByRole("button", { name: "Stopping…" })).toBeTruthy();
  });
});
