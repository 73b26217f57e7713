import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dropRequest } from "../test/actions.ts";
import { status } from "../test/status.ts";
import { notifyOf, useNotify } from "./notify.ts";
import { announceVisibility } from "./visible-tabs.ts";

let visibility: DocumentVisibilityState;
let shown: { title: string; body?: string; tag?: string; click: () => void }[];
let held: string[];

class FakeNotification {
  static permission: NotificationPermission = "granted";
  static requestPermission = vi.fn(async () => {
    FakeNotification.permission = "granted";
    return FakeNotification.permission;
  });
  onclick: (() => void) | null = null;
  close = vi.fn();
  constructor(title: string, options: NotificationOptions = {}) {
    shown.push({ title, ...options, click: () => this.onclick?.() });
  }
}

const item = {
  approval_id: "a1",
  execution_id: "run-a",
  conversation_id: "a",
  project_id: "p",
  conversation_title: "Title of a",
  project_name: "Sales",
  request: { ...dropRequest, title: "Run SQL" },
  created_at: "2026-11-24T09:00:00Z",
  interrupted: false,
};
const asks = [
  { before: status("a"), after: status("a", { status: "requires_action" as const, needs_you: 1 }) },
];
const open = vi.fn();
const tell = () => notifyOf(asks, new QueryClient(), open);

beforeEach(() => {
  visibility = "hidden";
  shown = [];
  held = [];
  FakeNotification.permission = "granted";
  localStorage.setItem("lakehand.notify", "on");
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  vi.stubGlobal("Notification", FakeNotification);
  vi.stubGlobal("fetch", async () => Response.json({ items: [item] }));
  vi.stubGlobal("navigator", {
    locks: {
      query: async () => ({ held: held.map((name) => ({ name })) }),
      request: async (name: string, _options: LockOptions, act: () => Promise<void>) => {
        held.push(name);
        await act();
        held.splice(held.indexOf(name), 1);
      },
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  localStorage.clear();
});

describe("notifyOf", () => {
  it("names what waits, and leads to its conversation", async () => {
    await tell();
    expect(shown).toMatchObject([
      { title: "Needs you: Title of a", body: "Drop main.default.orders", tag: "lakehand:a" },
    ]);
    vi.spyOn(window, "focus").mockImplementation(() => undefined);
    shown[0]?.click();
    expect(open).toHaveBeenCalledWith("p", "a");
  });

  it("keeps quiet while this tab, or any other of Lakehand, is in view", async () => {
    visibility = "visible";
    await tell();
    visibility = "hidden";
    held = ["lakehand.visible"];
    await tell();
    expect(shown).toEqual([]);
  });

  it("keeps quiet unless the person has asked for it", async () => {
    localStorage.setItem("lakehand.notify", "off");
    await tell();
    FakeNotification.permission = "denied";
    localStorage.setItem("lakehand.notify", "on");
    await tell();
    expect(shown).toEqual([]);
  });

  it("does without words that cannot be had", async () => {
    vi.stubGlobal("fetch", async () => new Response("{}", { status: 400 }));
    await tell();
    expect(shown).toHaveLength(1);
    expect(shown[0]?.body).toBeUndefined();
  });
});

describe("useNotify", () => {
  it("asks the browser only when the person switches it on", async () => {
    FakeNotification.permission = "default";
    localStorage.clear();
    useNotify.setState({ state: "off" });
    expect(FakeNotification.requestPermission).not.toHaveBeenCalled();
    await useNotify.getState().toggle();
    expect(FakeNotification.requestPermission).toHaveBeenCalledOnce();
    expect(useNotify.getState().state).toBe("on");
    await useNotify.getState().toggle();
    expect(useNotify.getState().state).toBe("off");
  });
});

describe("announceVisibility", () => {
  it("holds the lock exactly while the tab is in view", async () => {
    const settle = () => new Promise((resolve) => setTimeout(resolve));
    visibility = "visible";
    const stop = announceVisibility();
    expect(held).toEqual(["lakehand.visible"]);
    visibility = "hidden";
    document.dispatchEvent(new Event("visibilitychange"));
    await settle();
    expect(held).toEqual([]);
    visibility = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
    expect(held).toEqual(["lakehand.visible"]);
    stop();
    await settle();
    expect(held).toEqual([]);
  });
});
