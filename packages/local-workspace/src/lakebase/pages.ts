import { Hono } from "hono";
import { html, page } from "../pages/html.ts";
import type { Address } from "./address.ts";
import type { Lakebase } from "./lakebase.ts";
import { DEFAULT_DATABASE } from "./roles.ts";

/** A page of all databases; it only reads and wakes none. Mount at `/lakebase`. */
export function lakebasePages(lakebase: Lakebase): Hono {
  const app = new Hono({ strict: false });
  app.get("/", async () => {
    await lakebase.ready.catch(() => {});
    const { instances, projects, tables, servers } = lakebase;
    const state = (uid: string, closed: boolean) =>
      closed ? "stopped" : servers.get(uid).cluster.running ? "running" : "asleep, wakes when it is used";
    const instanceRows = instances
      .list()
      .map(
        (each) =>
          html`<tr><td>${each.name}</td><td>${at(each.address)}</td><td>${state(each.uid, each.stopped)}</td><td class="muted">${when(each.createdAt)}</td></tr>`,
      );
    const branchRows = projects
      .projects()
      .flatMap((project) =>
        projects
          .branches(project.id)
          .map(
            (branch) =>
              html`<tr><td>${project.displayName}</td><td>projects/${branch.project}/branches/${branch.id}</td><td>${at(branch.address)}</td><td>${state(branch.uid, branch.endpoint.disabled)}</td><td class="muted">${branch.source ? html`copy of ${branch.source.branch}, ` : ""}${when(branch.createdAt)}</td></tr>`,
          ),
      );
    const syncRows = tables
      .syncs()
      .map(
        (each) =>
          html`<tr><td>${each.name}</td><td>${each.source}</td><td>${lakebase.nameOf(each.server)} / ${each.database}</td><td class="number">${each.lastSync?.rows}</td><td class="text">${each.failure ?? (each.lastSync ? when(each.lastSync.endedAt) : "")}</td></tr>`,
      );
    return page(
      "Lakebase",
      html`<h1>Lakebase</h1>
<p class="muted">PostgreSQL 18 servers of this machine. Log in as yourself with a token of <code>POST /api/2.0/database/credentials</code> or <code>/api/2.0/postgres/credentials</code> as the password; the first database is <code>${DEFAULT_DATABASE}</code>.</p>
<h2>Autoscaling projects</h2>${table(["Project", "Branch", "Address", "State", "Since"], branchRows, "There is no project.")}
<h2>Provisioned instances</h2>${table(["Instance", "Address", "State", "Since"], instanceRows, "There is no instance.")}
<h2>Synced tables</h2>${table(["Table", "Copied from", "Lies in", "Rows", "Last copy"], syncRows, "There is no synced table.")}`,
    );
  });
  return app;
}

const at = ({ host, port }: Address) => `${host}:${port}`;
const when = (time: number) => `${new Date(time).toISOString().replace("T", " ").slice(0, 19)} UTC`;
const table = (heads: string[], rows: ReturnType<typeof html>[], none: string) =>
  rows.length === 0
    ? html`<p class="muted">${none}</p>`
    : html`<div class="scroll"><table><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr>${rows}</table></div>`;
