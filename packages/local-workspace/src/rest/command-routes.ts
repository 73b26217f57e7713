import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Command, ComputeService, OpenContext } from "../compute/compute-service.ts";
import type { Outcome } from "../compute/context.ts";
import type { Language } from "../objects/import-format.ts";
import { ApiError } from "./api-error.ts";
import { jsonBody, queryParams } from "./parse.ts";

const LANGUAGES: Record<string, Language> = { python: "PYTHON", sql: "SQL", scala: "SCALA", r: "R" };
const language = z.string().transform((text, issues) => {
  const found = LANGUAGES[text.toLowerCase()];
  if (found) return found;
  issues.addIssue({ code: "custom", message: `'${text}' is not one of python, sql, scala, r` });
  return z.NEVER;
});

/** Command Execution 1.2, whose errors are `{error}`. Mount at `/api/1.2`. */
export function commandRoutes(compute: ComputeService): Hono {
  const app = new Hono({ strict: false });
  app.onError((error, c) => {
    if (!(error instanceof ApiError)) throw error;
    return c.json({ error: `${error.errorCode}: ${error.message}` }, error.status as 400);
  });
  const runningCluster = (id: string) => {
    const cluster = compute.clusters.get(id);
    if (!cluster) throw new ApiError(400, "InvalidParameter", `Cluster ${id} does not exist`);
    if (cluster.state !== "RUNNING")
      throw new ApiError(
        400,
        "ClusterNotReadyException",
        `Cluster ${id} is ${cluster.state}; start it first.`,
      );
    return cluster;
  };
  const contextOf = (clusterId: string, contextId: string): OpenContext => {
    const opened = compute.get(contextId);
    if (!opened || opened.clusterId !== clusterId)
      throw new ApiError(
        400,
        "ContextNotFound",
        `There is no context ${contextId} on the cluster ${clusterId}.`,
      );
    return opened;
  };
  const place = z.object({ clusterId: z.string(), contextId: z.string() }).loose();
  const commandOf = (c: Context) => {
    const query = queryParams(c, place.extend({ commandId: z.string() }));
    return find(query);
  };
  const find = (query: { clusterId: string; contextId: string; commandId: string }) => {
    const opened = contextOf(query.clusterId, query.contextId);
    const command = opened.commands.get(query.commandId);
    if (!command) throw new ApiError(400, "CommandNotFound", `There is no command ${query.commandId}.`);
    return { opened, command };
  };

  app.post("/contexts/create", async (c) => {
    const body = await jsonBody(c, z.object({ clusterId: z.string(), language }).loose());
    runningCluster(body.clusterId);
    if (body.language === "SCALA" || body.language === "R")
      throw new ApiError(
        501,
        "NOT_IMPLEMENTED",
        `${body.language === "R" ? "R" : "Scala"} is not part of the local workspace; use python or sql.`,
      );
    return c.json({ id: compute.create(body.clusterId, body.language).id });
  });
  app.get("/contexts/status", (c) => {
    const { clusterId, contextId } = queryParams(c, place);
    return c.json({ id: contextOf(clusterId, contextId).id, status: "Running" });
  });
  app.post("/contexts/destroy", async (c) => {
    const { clusterId, contextId } = await jsonBody(c, place);
    await compute.destroy(contextOf(clusterId, contextId).id);
    return c.json({ id: contextId });
  });
  app.post("/commands/execute", async (c) => {
    const body = await jsonBody(c, place.extend({ language: language.optional(), command: z.string() }));
    runningCluster(body.clusterId);
    const opened = contextOf(body.clusterId, body.contextId);
    return c.json({ id: compute.execute(opened, body.command, body.language ?? opened.language).id });
  });
  app.get("/commands/status", (c) => c.json(shapeOf(commandOf(c).command)));
  app.post("/commands/cancel", async (c) => {
    const { opened, command } = find(await jsonBody(c, place.extend({ commandId: z.string() })));
    compute.cancel(opened, command);
    return c.json({ id: command.id });
  });
  return app;
}

function shapeOf(command: Command) {
  return {
    id: command.id,
    status: command.status,
    results: command.outcome && command.status !== "Cancelled" ? resultsOf(command.outcome) : null,
  };
}

/** A command has one result: its error, else the last table it shows, else what it printed. */
function resultsOf(outcome: Outcome) {
  if (outcome.status === "error")
    return {
      resultType: "error",
      summary: outcome.summary ?? "",
      cause: outcome.cause || outcome.summary || "",
    };
  if (outcome.status === "exit") return { resultType: "text", data: outcome.value ?? "" };
  const table = outcome.shown.findLast((shown) => shown.kind === "table");
  if (table?.kind === "table")
    return {
      resultType: "table",
      data: table.rows.map((row) => row.map((value, i) => plain(value, table.columns[i]?.type ?? "string"))),
      schema: table.columns.map(({ name, type }) => ({ name, type: JSON.stringify(type), metadata: "{}" })),
      truncated: table.truncated,
      isJsonSchema: true,
    };
  const html = outcome.shown.findLast((shown) => shown.kind === "html");
  const text = html?.kind === "html" ? html.html : outcome.output;
  return { resultType: html ? "html" : "text", data: text.replace(/\n$/, "") };
}

/** Small numbers and truth values as JSON's own. */
function plain(value: string | null, type: string): unknown {
  if (value === null) return null;
  if (/^(tinyint|smallint|int|float|double)$/.test(type)) {
    const number = Number(value);
    return Number.isFinite(number) ? number : value;
  }
  if (type === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  return type === "boolean" ? value === "true" : value;
}
