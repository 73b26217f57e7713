import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { reloadWhenReplaced } from "./fresh-page.ts";

const fail = () => window.dispatchEvent(new Event("vite:preloadError", { cancelable: true }));
const reload = vi.fn();
let answers = true;
let stop: () => void;
beforeEach(() => {
  sessionStorage.clear();
  reload.mockReset();
  answers = true;
  stop = reloadWhenReplaced(reload, async () => answers);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

it("loads the page anew when a part of it is gone, but not again and again", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  fail();
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  fail();
  await Promise.resolve();
  await Promise.resolve();
  expect(reload).toHaveBeenCalledOnce();
  vi.setSystemTime(Date.now() + 60_000);
  fail();
  await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(2));
});

it("keeps the page while the server is away", async () => {
  answers = false;
  fail();
  await Promise.resolve();
  await Promise.resolve();
  expect(reload).not.toHaveBeenCalled();
  answers = true;
  fail();
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
});
