import { afterEach, describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import { type FakeServer, type SeenRequest, startFakeServer } from "../../testing/fake-server.ts";
import { createTestContext } from "../../testing/index.ts";
import { localDesk } from "../../testing/local-desk.ts";
import { modelTools, toolDefinitions } from "../../tool-definitions.ts";
import { agentName } from "./agent-name.ts";

const definition = (name: string) => toolDefinitions.find((one) => one.name === name)!;

interface Agent {
  tile: Record<string, unknown>;
  knowledge_sources: { knowledge_source_id: string }[];
  agents: unknown[];
  examples: unknown[];
}

/** The endpoints of Agent Bricks as they are known from clients of theirs, with one folder of documents. */
function agentBricks(state: { status: string; loseAnswer?: boolean }) {
  const agents = new Map<string, Agent>();
  const answer = ({ method, url, body }: SeenRequest) => {
    const at = new URL(url, "http://h");
    const value = body.startsWith("{") ? (JSON.parse(body) as Record<string, unknown>) : {};
    const [, , , family, id, part] = at.pathname.split("/");
    const missing = {
      status: 404,
      json: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "does not exist" },
    };
    if (at.pathname === "/api/2.0/fs/directories/Volumes/main/default/docs")
      return {
        json: {
          contents: ["a.pdf", "q.json", "other.json"].map((name) => ({
            path: `/Volumes/main/default/docs/${name}`,
          })),
        },
      };
    if (at.pathname.endsWith("/docs/q.json")) return { json: { question: "Why?", guideline: "Be short" } };
    if (at.pathname.endsWith("/docs/other.json")) return { text: "not json" };
    if (family === "tiles") {
      if (method === "DELETE") return agents.delete(id!) ? { json: {} } : missing;
      const [, name, type] = /^name_contains=(.*)&&tile_type=(.*)$/.exec(
        at.searchParams.get("filter") ?? "",
      )!;
      const tiles = [...agents.values()].map(({ tile }) => tile);
      return {
        json: { tiles: tiles.filter((tile) => String(tile.name).includes(name!) && tile.tile_type === type) },
      };
    }
    const key = family === "knowledge-assistants" ? "knowledge_assistant" : "multi_agent_supervisor";
    const view = (agent: Agent) => ({
      json: { [key]: { ...agent, status: { endpoint_status: state.status } } },
    });
    if (!id && method === "POST") {
      const tile_id = `${key === "knowledge_assistant" ? "ka" : "mas"}${agents.size}-x`;
      const tile_type = key === "knowledge_assistant" ? "KA" : "MAS";
      const sources = ((value.knowledge_sources ?? []) as object[]).map((one) => ({
        ...one,
        knowledge_source_id: "s1",
      }));
      const agent: Agent = {
        tile: { tile_id, tile_type, name: value.name, description: value.description },
        knowledge_sources: sources,
        agents: (value.agents ?? []) as unknown[],
        examples: [],
      };
      agents.set(tile_id, agent);
      return state.loseAnswer ? { status: 500, json: { message: "lost" } } : view(agent);
    }
    const agent = agents.get(id ?? "");
    if (!agent) return missing;
    if (part === "examples") {
      if (method === "POST") agent.examples.push(value);
      return { json: { examples: agent.examples } };
    }
    if (method === "PATCH") {
      Object.assign(agent.tile, { name: value.name });
      if (value.agents) agent.agents = value.agents as unknown[];
      const removed = (value.remove_knowledge_source_ids ?? []) as string[];
      const added = (value.add_knowledge_sources ?? []) as object[];
      agent.knowledge_sources = [
        ...agent.knowledge_sources.filter((one) => !removed.includes(one.knowledge_source_id)),
        ...added.map((one) => ({ ...one, knowledge_source_id: "s2" })),
      ];
    }
    return view(agent);
  };
  return { agents, answer };
}

describe("Agent Bricks", () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.close());
  const call = (name: string, input: object, context = createTestContext({ url: server!.url })) =>
    runTool(definition(name), input, context);
  const docs = { action: "create_or_update", name: "My docs!", volume_path: "/Volumes/main/default/docs" };

  it("make a knowledge assistant once, and add its examples once it is online", async () => {
    const state = { status: "PROVISIONING", loseAnswer: true };
    const { agents, answer } = agentBricks(state);
    server = await startFakeServer(answer);
    const context = createTestContext({ url: server.url });
    const made = await call("manage_ka", docs, context);
    expect(made.structured, made.text).toMatchObject({
      operation: "created",
      tile_id: "ka0-x",
      name: "My_docs",
      endpoint_status: "PROVISIONING",
      volume_paths: ["/Volumes/main/default/docs"],
      examples_added: 0,
      examples_queued: 1,
      url: expect.stringContaining("ka0-x"),
    });
    expect(context.details).toContainEqual(
      expect.objectContaining({ resource_type: "knowledge_assistant", id: "ka0-x" }),
    );
    state.status = "ONLINE";
    expect((await call("manage_ka", docs)).structured).toMatchObject({
      operation: "updated",
      examples_added: 1,
    });
    expect((await call("manage_ka", docs)).structured).toMatchObject({
      operation: "updated",
      examples_added: 0,
    });
    expect(agents.size).toBe(1);
    expect(agents.get("ka0-x")?.examples).toEqual([
      { tile_id: "ka0-x", question: "Why?", guidelines: ["Be short"] },
    ]);
    const moved = { ...docs, volume_path: "/Volumes/main/default/other", add_examples_from_volume: false };
    expect((await call("manage_ka", moved)).structured).toMatchObject({
      volume_paths: ["/Volumes/main/default/other"],
    });
    expect((await call("manage_ka", { action: "get", tile_id: "ka0-x" })).structured).toMatchObject({
      name: "My_docs",
      examples_count: 1,
    });
    expect((await call("manage_ka", { action: "find_by_name", name: "My docs!" })).structured).toMatchObject({
      found: true,
      tile_id: "ka0-x",
    });
    for (const name of ["My", "none"])
      expect((await call("manage_ka", { action: "find_by_name", name })).structured).toMatchObject({
        found: false,
      });
    expect((await call("manage_ka", { action: "delete", tile_id: "ka0-x" })).structured).toMatchObject({
      success: true,
    });
    for (const action of ["delete", "get"])
      expect((await call("manage_ka", { action, tile_id: "ka0-x" })).structured).toMatchObject({
        status: "NOT_FOUND",
      });
  });

  it("make a supervisor over each kind of agent", async () => {
    const { agents, answer } = agentBricks({ status: "ONLINE" });
    server = await startFakeServer(answer);
    await call("manage_ka", { ...docs, add_examples_from_volume: false });
    const input = {
      action: "create_or_update",
      name: "boss",
      agents: [
        { name: "docs", ka_tile_id: "ka0-x" },
        { name: "sales", description: "numbers", genie_space_id: "g1" },
        { name: "llm", endpoint_name: "e1" },
        { name: "fn", uc_function_name: "a.b.c" },
        { name: "mcp", connection_name: "c1" },
      ],
      examples: [{ question: "Who?", guideline: "Name them" }],
    };
    const made = await call("manage_mas", input);
    expect(made.structured, made.text).toMatchObject({
      operation: "created",
      agents_count: 5,
      examples_added: 1,
    });
    expect(agents.get("mas1-x")?.agents).toEqual([
      {
        name: "docs",
        description: "",
        agent_type: "serving_endpoint",
        serving_endpoint: { name: "ka-ka0-endpoint" },
      },
      { name: "sales", description: "numbers", agent_type: "genie", genie_space: { id: "g1" } },
      { name: "llm", description: "", agent_type: "serving_endpoint", serving_endpoint: { name: "e1" } },
      {
        name: "fn",
        description: "",
        agent_type: "unity_catalog_function",
        unity_catalog_function: { uc_path: { catalog: "a", schema: "b", name: "c" } },
      },
      {
        name: "mcp",
        description: "",
        agent_type: "external_mcp_server",
        external_mcp_server: { connection_name: "c1" },
      },
    ]);
    expect(
      (await call("manage_mas", { ...input, agents: [{ name: "llm", endpoint_name: "e2" }] })).structured,
    ).toMatchObject({ operation: "updated", agents_count: 1, examples_added: 0 });
    expect((await call("manage_mas", { action: "get", tile_id: "mas1-x" })).structured).toMatchObject({
      agents: [{ name: "llm" }],
      examples_count: 1,
    });
    expect((await call("manage_mas", { action: "find_by_name", name: "boss" })).structured).toMatchObject({
      found: true,
    });
    for (const agent of [
      { name: "none" },
      { name: "two", endpoint_name: "e", genie_space_id: "g" },
      { name: "f", uc_function_name: "f" },
    ])
      expect((await call("manage_mas", { ...input, agents: [agent] })).structured).toMatchObject({
        error: { code: "INVALID_INPUT" },
      });
    expect((await call("manage_mas", { action: "create_or_update", name: "x" })).text).toContain("agents");
    expect((await call("manage_mas", { action: "run" })).text).toContain(
      "create_or_update, get, find_by_name, delete",
    );
    expect((await call("manage_mas", { action: "delete", tile_id: "mas1-x" })).structured).toMatchObject({
      success: true,
    });
  });

  describe("on the local workspace", () => {
    const desk = localDesk();
    it("are refused, by name", async () => {
      for (const [name, input] of [
        ["manage_ka", docs],
        ["manage_mas", { action: "get", tile_id: "x" }],
      ] as const)
        expect(await desk.call(name, input)).toMatchObject({
          isError: true,
          structured: {
            error: { code: "NOT_IMPLEMENTED", message: expect.stringContaining("Agent Bricks") },
          },
        });
    });
  });

  it("cost to make, and are destroyed by deleting, on both surfaces", () => {
    for (const name of ["manage_ka", "manage_mas"])
      for (const [action, consequence] of [
        ["create_or_update", "costs"],
        ["get", "read"],
        ["find_by_name", "read"],
        ["delete", "destructive"],
      ]) {
        expect(definition(name).judge({ action }, {}).consequence).toBe(consequence);
        const merged = modelTools.find((one) => one.name === name)!;
        expect(merged.judge({ request: { action } }, {}).consequence).toBe(consequence);
      }
  });

  it("have names that Databricks takes", () => {
    expect(["a b", " --x..y-- ", "é!", "ok-1"].map(agentName)).toEqual(["a_b", "x_y", "agent", "ok-1"]);
  });
});
