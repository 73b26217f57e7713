import { LakehandError } from "@lakehand/protocol";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TooltipProvider } from "../ui/tooltip.tsx";
import { Composer, type ComposerHandle, type ComposerProps } from "./composer.tsx";

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

beforeEach(() => sessionStorage.clear());
afterEach(cleanup);

describe("Composer", () => {
  it("sends on Enter and empties itself", async () => {
    const { onSend } = show();
    type("hello");
    await enter();
    expect(onSend).toHaveBeenCalledWith("hello");
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

  it("can be typed in while a run goes on, keeps the text on Enter and says why", async () => {
    const { onSend, again } = show({ running: true, onStop: async () => undefined });
    expect(box().disabled).toBe(false);
    type("next");
    await enter();
    expect(onSend).not.toHaveBeenCalled();
    expect(box().value).toBe("next");
    expect(screen.getByText(/press Stop, or send it when the run has ended/)).toBeTruthy();
    again({ running: false });
    await enter();
    expect(onSend).toHaveBeenCalledWith("next");
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
    expect(onSend).toHaveBeenCalledWith("an example");
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
