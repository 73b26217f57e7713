import { Hono } from "hono";
import type { WorkspaceModel } from "../models.ts";
import { html, page } from "../pages/html.ts";
import { notFound } from "../rest/api-error.ts";
import { endpointDetail, isReady, standIn } from "./endpoint-shapes.ts";
import { type EndpointRecord, type EndpointStore, taskOf } from "./endpoint-store.ts";
import type { ServedRequests } from "./served-requests.ts";

const SHOWN = 50;

export interface ServingPageParts {
  endpoints: EndpointStore;
  requests: ServedRequests;
  user: { userName: string };
  model(): WorkspaceModel | undefined;
  address(): string;
}

/** Pages of serving endpoints; they only read. Mount at `/ml/endpoints`. */
export function servingPages({ endpoints, requests, user, model, address }: ServingPageParts): Hono {
  const app = new Hono({ strict: false });
  const ready = (endpoint: EndpointRecord) => (isReady(endpoint, model()) ? "Ready" : "Not ready");

  app.get("/", () => {
    const rows = endpoints.list().map(
      (endpoint) =>
        html`<tr><td><a href="/ml/endpoints/${endpoint.name}">${endpoint.name}</a></td><td>${ready(endpoint)}</td><td>${taskOf(endpoint)}</td>
<td class="number">${requests.counts(endpoint.name).all}</td><td>${endpoint.creator}</td></tr>`,
    );
    const set = model();
    return page(
      "Serving endpoints",
      html`<h1>Serving endpoints</h1>
<p>${set ? html`Chat endpoints are answered by the model set for this workspace: <b>${set.label}</b>.` : "No language model is set for this workspace: chat endpoints cannot answer. Start it with ANTHROPIC_API_KEY, or with ANTHROPIC_BASE_URL, ANTHROPIC_AUTH_TOKEN and ANTHROPIC_MODEL."}</p>
<div class="scroll"><table><tr><th>Endpoint</th><th>State</th><th>Task</th><th>Requests</th><th>Made by</th></tr>${rows}</table></div>
<p class="muted">Requests are counted since the workspace was started.</p>`,
    );
  });

  app.get("/:name", (c) => {
    const name = c.req.param("name");
    const endpoint = endpoints.get(name);
    if (!endpoint) throw notFound(`There is no serving endpoint ${name}.`);
    const detail = endpointDetail(endpoint, { model: model(), userName: user.userName }, address());
    const { all, client, server, milliseconds } = requests.counts(name);
    const last = requests
      .last(name)
      .slice(-SHOWN)
      .reverse()
      .map(
        (each) =>
          html`<tr><td class="muted">${new Date(each.at).toISOString().replace("T", " ").slice(0, 19)} UTC</td><td>${each.what}</td><td class="number">${each.status}</td><td class="number">${Math.round(each.milliseconds)} ms</td></tr>`,
      );
    return page(
      name,
      html`<p><a href="/ml/endpoints">Serving endpoints</a></p><h1>${name}</h1>
<p><b>${ready(endpoint)}</b>, ${taskOf(endpoint)}, made by ${endpoint.creator}</p><p>${endpoint.description}</p><p>${standIn(endpoint, model())}</p>
<pre>POST ${detail.endpoint_url}</pre>
<h2>Served entities</h2><table><tr><th>Name</th><th>Entity</th><th>Traffic</th></tr>${endpoint.entities.map(
        (entity) =>
          html`<tr><td>${entity.name}</td><td>${entity.entity_name}</td><td class="number">${endpoint.routes.find((route) => route.served_entity_name === entity.name)?.traffic_percentage ?? 0} %</td></tr>`,
      )}</table>
${endpoint.tags.length > 0 ? html`<h2>Tags</h2><table>${endpoint.tags.map(({ key, value }) => html`<tr><td>${key}</td><td class="text">${value}</td></tr>`)}</table>` : ""}
${endpoint.rateLimits || endpoint.gateway ? html`<h2>Rate limits and gateway</h2><p class="muted">Stored, not enforced by the local workspace.</p><pre>${JSON.stringify({ rate_limits: endpoint.rateLimits, ai_gateway: endpoint.gateway }, null, 2)}</pre>` : ""}
<h2>Requests since the start</h2><p>${all} in all, ${client} refused (4xx), ${server} failed (5xx)${all > 0 ? `, ${Math.round(milliseconds / all)} ms each on average until the answer began` : ""}.</p>
${last.length > 0 ? html`<table><tr><th>Time</th><th>Request</th><th>Status</th><th>Took</th></tr>${last}</table>` : ""}`,
    );
  });
  return app;
}
