import { Hono } from "hono";
import { html, page } from "../pages/html.ts";
import type { AppService } from "./app-service.ts";
import { appStatus } from "./app-shapes.ts";
import { logLines } from "./logz.ts";
import type { AppRecord, DeploymentRecord } from "./records.ts";

const MOST_LINES = 200;

/** Pages of apps; they only read. Mount at `/apps`. */
export function appPages(apps: AppService): Hono {
  const app = new Hono({ strict: false });
  app.get("/", () => {
    const rows = apps
      .list()
      .map(
        (each) =>
          html`<tr><td><a href="/apps/${each.name}">${each.name}</a></td><td>${appStatus(apps, each).state}</td><td>${opened(each)}</td><td class="text">${each.description}</td></tr>`,
      );
    return page(
      "Apps",
      html`${HOME}<h1>Apps</h1>${rows.length === 0 ? html`<p class="muted">There is no app.</p>` : html`<div class="scroll"><table><tr><th>App</th><th>State</th><th>Address</th><th>Description</th></tr>${rows}</table></div>`}`,
    );
  });
  app.get("/:name", (c) => {
    const record = apps.get(c.req.param("name"));
    const { state, message } = appStatus(apps, record);
    const rows = apps
      .deployments(record.name)
      .slice(0, 20)
      .map((each) => deploymentRow(each, record));
    return page(
      record.name,
      html`<p><a href="/apps">Apps</a></p><h1>${record.name}</h1>
<p>${record.description}</p><p><b>${state}</b>${message ? html`: ${message}` : ""}</p>
<p>${opened(record)} · <a href="http://127.0.0.1:${record.port}/logz">log as it is now</a></p>
<p class="muted">Made by ${record.creator}, ${when(record.createdAt)}. It acts as the service principal ${record.principal.clientId}.</p>
${
  record.resources.length === 0
    ? ""
    : html`<h2>Resources</h2><div class="scroll"><table>${record.resources.map(
        ({ name, description: _text, ...kinds }) =>
          html`<tr><td>${name}</td><td class="text">${Object.entries(kinds).map(([kind, value]) => `${kind.replaceAll("_", " ")} ${partsOf(value)}`)}</td></tr>`,
      )}</table></div>`
}
<h2>Deployments</h2>${rows.length === 0 ? html`<p class="muted">It has not been deployed yet.</p>` : html`<div class="scroll"><table><tr><th>State</th><th>Message</th><th>Begun</th><th>Source</th><th>Deployment</th></tr>${rows}</table></div>`}
<h2>Log</h2>${logLines(apps.log(record)?.tail(MOST_LINES) ?? [])}`,
    );
  });
  return app;
}

const HOME = html`<p><a href="/">Local workspace</a></p>`;
const when = (time: number) => `${new Date(time).toISOString().replace("T", " ").slice(0, 19)} UTC`;
const opened = ({ port }: AppRecord) =>
  html`<a href="http://127.0.0.1:${port}/">http://127.0.0.1:${port}</a>`;
/** What a resource names, and what the app may do with it. */
const partsOf = (value: unknown) =>
  Object.values((value ?? {}) as Record<string, unknown>)
    .map(String)
    .join(" / ");
const deploymentRow = (each: DeploymentRecord, { deployment }: AppRecord) =>
  html`<tr><td>${each.state}${each.id === deployment ? " (current)" : ""}</td><td class="text" style="min-width: 16rem">${each.message}</td><td class="muted">${when(each.createdAt)}</td><td>${each.sourcePath}</td><td class="muted">${each.id}</td></tr>`;
