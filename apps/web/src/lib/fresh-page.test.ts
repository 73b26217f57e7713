import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { reloadWhenReplaced } from "./fresh-page.ts";

const fail = () => {
  const event = new Event("vite:preloadError", { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
};
const reload = vi.fn();
let stop: () => void;
beforeEach(() => {
  sessionStorage.clear();
  reload.mockReset();
  stop = reloadWhenReplaced(reload);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

it("loads the page anew when a part of it is gone, but not again and again", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  expect(fail()).toBe(true);
  expect(fail()).toBe(false);
  expect(reload).toHaveBeenCalledOnce();
  vi.setSystemTime(Date.now() + 60_000);
  expect(fail()).toBe(true);
  expect(reload).toHaveBeenCalledTimes(2);
});
