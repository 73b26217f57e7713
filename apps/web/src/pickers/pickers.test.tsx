import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { renderPart } from "../test/render.tsx";
import { CatalogPicker } from "./catalog-picker.tsx";
import { localChoices } from "./model-choices.ts";
import { ModelPicker } from "./model-picker.tsx";
import { matchOptions } from "./options.ts";
import { SchemaPicker } from "./schema-picker.tsx";
import { WarehousePicker } from "./warehouse-picker.tsx";

const config = {
  workspace: { kind: "embedded", url: "http://127.0.0.1:1", label: "embedded" },
  database: { kind: "pglite", label: "embedded" },
  model: { kind: "practice", id: "practice-model", label: "practice model" },
  local_models: [{ name: "Ollama", base_url: "http://127.0.0.1:11434", models: ["qwen3", "gemma"] }],
  sandbox: { bash: true, label: "bubblewrap" },
  default_mode: "auto",
  example_prompts: [],
} as const;

let answers: Record<string, () => Response> = {};
let sent: { url: string; method: string; body: unknown }[] = [];

beforeAll(() => {
  // jsdom lays nothing out and scrolls nothing.
  Element.prototype.scrollIntoView = () => undefined;
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
});
beforeEach(() => {
  sent = [];
  answers = {
    "/api/catalogs": () =>
      Response.json([
        { name: "main", comment: "Main catalog" },
        { name: "samples", comment: null },
      ]),
    "/api/warehouses": () =>
      Response.json([
        {
          warehouse_id: "w1",
          warehouse_name: "Small",
          state: "STOPPED",
          cluster_size: "2X-Small",
          creator_name: null,
          is_serverless: true,
        },
      ]),
    "/api/config": () => Response.json(config),
    "/api/model": () => Response.json({ kind: "custom", id: "qwen3", label: "qwen3 (Ollama)" }),
  };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const url = String(input);
    sent.push({ url, method: init?.method ?? "GET", body: init?.body && JSON.parse(String(init.body)) });
    return (
      answers[url]?.() ??
      Response.json({ detail: "Not there.", code: "NOT_FOUND", next: "Look elsewhere." }, { status: 404 })
    );
  });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const nothing = () => undefined;
const press = (element: Element) => {
  fireEvent.pointerDown(element, { button: 0, ctrlKey: false });
  fireEvent.click(element);
};

describe("pickers", () => {
  it("offer what the workspace has, narrowed by typing, and read it again on opening", async () => {
    const changed = vi.fn();
    renderPart(<CatalogPicker value="main" onChange={changed} />);
    await waitFor(() => expect(sent).toHaveLength(1));
    press(screen.getByRole("button", { name: /Catalog/ }));
    expect(await screen.findByRole("option", { name: /samples/ })).toBeTruthy();
    expect(sent.length).toBeGreaterThan(1);
    fireEvent.change(screen.getByRole("combobox"), { target: { value: "sam" } });
    expect(screen.queryByRole("option", { name: /Main catalog/ })).toBeNull();
    fireEvent.click(screen.getByRole("option", { name: /samples/ }));
    expect(changed).toHaveBeenCalledWith("samples");
  });

  it("take nothing that is only typed", async () => {
    const changed = vi.fn();
    renderPart(<CatalogPicker value={null} onChange={changed} />);
    press(screen.getByRole("button", { name: /Catalog/ }));
    await screen.findByRole("option", { name: /samples/ });
    const input = screen.getByRole("combobox");
    fireEvent.change(input, { target: { value: "made up" } });
    fireEvent.keyDown(input, { key: "Enter" });
    expect(screen.getByText("Nothing here is called that.")).toBeTruthy();
    expect(changed).not.toHaveBeenCalled();
  });

  it("say what to do when they cannot be filled", async () => {
    answers = {};
    renderPart(<SchemaPicker catalog="gone" value={null} onChange={nothing} />);
    press(screen.getByRole("button", { name: /Schema/ }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Not there.Look elsewhere.");
    expect(sent[0]?.url).toBe("/api/catalogs/gone/schemas");
  });

  it("offer no schema without a catalog", () => {
    renderPart(<SchemaPicker catalog={null} value={null} onChange={nothing} />);
    expect(screen.getByRole("button", { name: /Schema/ })).toHaveProperty("disabled", true);
    expect(sent).toEqual([]);
  });

  it("show the state of a warehouse and that it is serverless", async () => {
    renderPart(<WarehousePicker value="w1" onChange={nothing} />);
    expect(await screen.findByRole("button", { name: /Small\s*, stopped/ })).toBeTruthy();
    press(screen.getByRole("button"));
    const option = await screen.findByRole("option", { name: /Small/ });
    expect(option.textContent).toContain("stopped · 2X-Small");
    expect(option.textContent).toContain("serverless");
  });
});

describe("matchOptions", () => {
  it("finds by name, id or comment; names that begin with the text come first", () => {
    const options = ["raw_sales", "sales", "hr"].map((name) => ({ value: name, label: name }));
    expect(matchOptions(options, "sales").map((o) => o.value)).toEqual(["sales", "raw_sales"]);
    expect(
      matchOptions([...options, { value: "x1", label: "X", hint: "from sales" }], "x sales"),
    ).toHaveLength(1);
  });
});

describe("ModelPicker", () => {
  it("offers the models at hand and asks the server for the chosen one", async () => {
    const connect = vi.fn();
    renderPart(<ModelPicker onConnect={connect} />);
    const trigger = await screen.findByRole("button", { name: /Practice model/ });
    fireEvent.keyDown(trigger, { key: "Enter" });
    const practice = await screen.findByRole("menuitemcheckbox", { name: /Practice model/ });
    expect(practice.getAttribute("aria-checked")).toBe("true");
    expect(screen.getByRole("menuitemcheckbox", { name: /As set at the start/ })).toBeTruthy();
    answers["/api/config"] = () =>
      Response.json({ ...config, model: { kind: "custom", id: "qwen3", label: "qwen3 (Ollama)" } });
    fireEvent.click(screen.getByRole("menuitemcheckbox", { name: /qwen3/ }));
    expect(await screen.findByRole("button", { name: /qwen3 \(Ollama\)/ })).toBeTruthy();
    expect(sent.find((s) => s.method === "PUT")).toMatchObject({
      url: "/api/model",
      body: { kind: "local", base_url: "http://127.0.0.1:11434", model: "qwen3" },
    });
  });

  it("marks the local model that answers", () => {
    const model = { kind: "custom" as const, id: "gemma", label: "gemma (Ollama)" };
    const choices = localChoices({
      ...config,
      local_models: config.local_models.map((s) => ({ ...s, models: [...s.models] })),
      example_prompts: [],
      default_mode: "auto",
      model,
    });
    expect(choices.map((c) => [c.label, c.checked])).toEqual([
      ["qwen3", false],
      ["gemma", true],
    ]);
  });
});
