import type { Conversation } from "@lakehand/protocol";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, renderHook, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { conversationsQuery } from "../api/queries.ts";
import { renderPart } from "../test/render.tsx";
import { ModePicker } from "./mode-picker.tsx";
import { RulesDialog } from "./rules-dialog.tsx";
import { useMode } from "./use-mode.ts";

const conversation: Conversation = {
  id: "c",
  project_id: "p",
  title: "Orders",
  created_at: "",
  updated_at: "",
  cluster_id: null,
  default_catalog: null,
  default_schema: null,
  warehouse_id: null,
  workspace_folder: null,
  message_count: 1,
  running: false,
  mode: "ask",
};
const rule = {
  id: "r1",
  project_id: "p",
  conversation_id: null,
  tool_name: "mcp__databricks__execute_sql",
  consequence: "destructive",
  decision: "allow",
  created_at: "2026-11-24T09:00:00Z",
};
let calls: [string, string, unknown][];
let answer: (url: string, method: string) => Response;
beforeEach(() => {
  calls = [];
  answer = () => Response.json({});
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    calls.push([init.method ?? "GET", url, init.body ? JSON.parse(String(init.body)) : undefined]);
    return answer(url, init.method ?? "GET");
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("ModePicker", () => {
  it("offers the four modes with a line about each", () => {
    const onChange = vi.fn();
    renderPart(<ModePicker mode="auto" onChange={onChange} />);
    fireEvent.keyDown(screen.getByRole("button", { name: "Mode: Auto" }), { key: "Enter" });
    const items = screen.getAllByRole("menuitemradio");
    expect(items.map((i) => i.textContent?.split(/(?=[A-Z])/)[0])).toEqual([
      "Plan",
      "Ask",
      "Auto",
      "Read-only",
    ]);
    expect(screen.getByRole("menuitemradio", { name: /^Auto/ }).getAttribute("aria-checked")).toBe("true");
    fireEvent.click(screen.getByRole("menuitemradio", { name: /^Plan/ }));
    expect(onChange).toHaveBeenCalledWith("plan");
  });
});

describe("useMode", () => {
  function use(part: Conversation | undefined, running?: Conversation["mode"]) {
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    client.setQueryData(conversationsQuery("p").queryKey, part ? [part] : []);
    const wrapper = ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    );
    return { client, hook: renderHook(() => useMode("p", part, running), { wrapper }) };
  }

  it("keeps the choice for the first message while there is no conversation", async () => {
    const { hook } = use(undefined);
    expect(hook.result.current.chosen).toBeUndefined();
    await act(() => hook.result.current.change("plan"));
    expect([hook.result.current.mode, hook.result.current.chosen]).toEqual(["plan", "plan"]);
    expect(calls.filter(([method]) => method === "PUT")).toEqual([]);
  });

  it("shows the run's own mode, and a change at once", async () => {
    const { hook, client } = use(conversation, "auto");
    expect(hook.result.current.mode).toBe("auto");
    let respond!: (response: Response) => void;
    answer = () => new Promise<Response>((resolve) => (respond = resolve)) as unknown as Response;
    let done!: Promise<void>;
    act(() => {
      done = hook.result.current.change("read_only");
    });
    expect(hook.result.current.mode).toBe("read_only");
    await waitFor(() => expect(respond).toBeTruthy());
    await act(async () => {
      respond(Response.json({}));
      await done;
    });
    expect(calls.at(-1)).toEqual(["PUT", "/api/projects/p/conversations/c/mode", { mode: "read_only" }]);
    expect(client.getQueryData(conversationsQuery("p").queryKey)?.[0]?.mode).toBe("read_only");
  });

  it("goes back when the server refuses, and says why", async () => {
    answer = () => Response.json({ detail: "No.", code: "NO" }, { status: 400 });
    const { hook } = use(conversation);
    await act(() => hook.result.current.change("auto"));
    expect(hook.result.current.mode).toBe("ask");
    expect(hook.result.current.error).toMatchObject({ message: "No." });
  });
});

describe("RulesDialog", () => {
  it("lists standing answers and takes one back", async () => {
    let rules = [rule];
    answer = (url, method) => {
      if (method === "DELETE") rules = [];
      return Response.json(url.endsWith("/rules") ? { rules } : url.endsWith("/conversations") ? [] : {});
    };
    renderPart(<RulesDialog projectId="p" open onOpenChange={() => undefined} />);
    expect(await screen.findByText("execute_sql")).toBeTruthy();
    expect(screen.getByText("Destructive")).toBeTruthy();
    expect(screen.getByText(/In the whole project/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Take back: allow execute_sql" }));
    expect(await screen.findByText("None")).toBeTruthy();
    expect(calls).toContainEqual(["DELETE", "/api/projects/p/rules/r1", undefined]);
  });
});
