import { Hono } from "hono";
import { xyChart } from "../charts/xy-chart.ts";
import { markdown } from "../dashboards/markdown.ts";
import { DASHBOARD_STYLE } from "../dashboards/page-style.ts";
import { parseTime } from "../dashboards/rows.ts";
import { type Html, html, page } from "../pages/html.ts";
import type { GenieService } from "./genie-service.ts";
import type { Attachment, Conversation, Message, Space } from "./genie-store.ts";
import { tablesOf, textOfLines } from "./space-document.ts";
import { spaceOf } from "./space-routes.ts";

const STYLE = `${DASHBOARD_STYLE}
body { max-width: 920px; } .ask { margin: 28px 0 10px auto; width: fit-content; max-width: 80%; background: color-mix(in srgb, var(--c0) 14%, var(--card)); border-radius: 12px 12px 2px 12px; padding: 9px 14px; overflow-wrap: anywhere; }
.card.answer { overflow: visible; } .answer h3 { font-size: 15px; margin: 6px 0; } .answer pre { background: var(--soft); border-radius: 6px; font-size: 12.5px; } .answer .state { color: var(--ink2); font-size: 12px; margin: 8px 0 0; } .answer .plot { margin: 8px 0; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; padding: 0; list-style: none; } .chips li { border: 1px solid var(--line); background: var(--card); border-radius: 14px; padding: 4px 12px; font-size: 13px; } summary { cursor: pointer; color: var(--ink2); font-size: 13px; }`;
const time = (at: number) => `${new Date(at).toISOString().replace("T", " ").slice(0, 16)} UTC`;
const link = (space: Space, conversation?: Conversation) =>
  `/genie/rooms/${space.id}${conversation ? `/chats/${conversation.id}` : ""}`;

/** Genie spaces and what was said in them; they only read: questions are asked by the API. Mount at `/genie/rooms`. */
export function geniePages(genie: GenieService, modelLabel: () => string | undefined): Hono {
  const app = new Hono({ strict: false });
  const { store } = genie;
  const frame = (title: string, crumbs: Html, body: Html) =>
    page(
      title,
      html`<p class="crumbs"><a href="/">Local workspace</a> / <a href="/genie/rooms">Genie</a>${crumbs}</p><header><div><h1>${title}</h1></div></header>${body}`,
      200,
      { style: STYLE },
    );

  app.get("/", () => {
    const rows = store.spaces
      .list()
      .map(
        (space) =>
          html`<tr><td><a href="${link(space)}">${space.title}</a></td><td>${tablesOf(space.document).length} tables</td><td>${store.conversationsOf(space.id).length} conversations</td><td class="muted">${time(space.updatedAt)}</td></tr>`,
      );
    return frame(
      "Genie spaces",
      html``,
      rows.length === 0
        ? html`<p>There are none yet: <code>POST /api/2.0/genie/spaces</code> makes one.</p>`
        : html`<div class="list"><table><tr><th>Space</th><th>Tables</th><th>Conversations</th><th>Changed</th></tr>${rows}</table></div>`,
    );
  });

  app.get("/:space", (c) => {
    const space = spaceOf(genie, c.req.param("space"));
    const chats = store.conversationsOf(space.id).reverse();
    const samples = space.document.config.sample_questions.map(
      ({ question }) => html`<li>${textOfLines(question)}</li>`,
    );
    const tables = tablesOf(space.document).map(
      (name) =>
        html`<li><a href="/explore/data/${name.split(".").map(encodeURIComponent).join("/")}">${name}</a></li>`,
    );
    const model = modelLabel();
    return frame(
      space.title,
      html``,
      html`${space.description ? markdown(space.description) : ""}
<p class="about">${model ? `Answered by ${model}` : "No model is set: questions fail until the workspace is started with one"}</p>
<h2>Tables</h2><ul class="chips">${tables}</ul>${samples.length > 0 ? html`<h2>Questions to begin with</h2><ul class="chips">${samples}</ul>` : ""}
<h2>Conversations</h2>${chats.length === 0 ? html`<p class="muted">None yet.</p>` : html`<div class="list"><table>${chats.map((chat) => html`<tr><td class="text"><a href="${link(space, chat)}">${chat.title}</a></td><td class="muted">${time(chat.createdAt)}</td></tr>`)}</table></div>`}`,
    );
  });

  for (const path of ["/:space/chats/:conversation", "/:space/conversations/:conversation"])
    app.get(path, (c) => {
      const space = spaceOf(genie, c.req.param("space") ?? "");
      const chat = store.conversations.get(c.req.param("conversation") ?? "");
      if (chat?.spaceId !== space.id) return c.notFound();
      const messages = store.messagesOf(chat.id);
      return frame(
        chat.title,
        html` / <a href="${link(space)}">${space.title}</a>`,
        html`<main>${messages.map(messageBlock)}</main>`,
      );
    });
  return app;
}

function messageBlock(message: Message): Html {
  const state =
    message.status === "COMPLETED"
      ? time(message.updatedAt)
      : `${message.status}, ${time(message.updatedAt)}`;
  return html`<p class="ask">${message.content}</p><section class="card answer">${message.attachments.map(attachmentBlock)}${
    message.error ? html`<p class="wrong"><b>${message.error.type}</b>\n${message.error.message}</p>` : ""
  }<p class="state">${state}</p></section>`;
}

function attachmentBlock({ text, query, suggested }: Attachment): Html {
  if (text) return markdown(text.content);
  if (suggested)
    return html`<ul class="chips">${suggested.map((question) => html`<li>${question}</li>`)}</ul>`;
  if (!query) return html``;
  const rows = query.rows.map(
    (row) => html`<tr>${row.map((value) => html`<td class="words">${value ?? ""}</td>`)}</tr>`,
  );
  return html`${query.title ? html`<h3>${query.title}</h3>` : ""}${chartOf(query)}
<div class="scroll"><table><thead><tr>${query.columns.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>
${query.rowCount > query.rows.length ? html`<p class="note">The first ${query.rows.length} of ${query.rowCount}${query.truncated ? " or more" : ""} rows.</p>` : ""}
<details><summary>SQL</summary><pre>${query.sql}</pre></details>`;
}

const MOST_BARS = 20;

/** A chart where one fits: one column that names or dates, one that counts, all rows at hand. */
function chartOf(query: NonNullable<Attachment["query"]>): Html | "" {
  const { columns, rows } = query;
  if (rows.length < 2 || rows.length > MOST_BARS || query.rowCount > rows.length || columns.length !== 2)
    return "";
  const values = rows.map(([, value]) =>
    value === null || value === undefined || value === "" ? Number.NaN : Number(value),
  );
  const names = rows.map(([name]) => name ?? "(none)");
  if (values.some((value) => !Number.isFinite(value)) || new Set(names).size !== names.length) return "";
  if (names.every((name) => Number.isFinite(Number(name)) && !/^\d{4}$/.test(name) && Number(name) > 31))
    return "";
  const times = names.map((name) => (/^\d{4}-\d\d-\d\d/.test(name) ? parseTime(name) : null));
  const dated = times.every((at) => at !== null);
  const draw = (width: number, height: number) =>
    xyChart({
      width,
      height,
      label: query.title || `${columns[1]} by ${columns[0]}`,
      x: dated ? { kind: "time" } : { kind: "category", values: names },
      y: { title: columns[1]! },
      horizontal: !dated,
      series: [
        {
          name: columns[1]!,
          mark: dated ? "line" : "bar",
          points: values.map((y, index) => ({ x: dated ? times[index]! : names[index]!, y })),
        },
      ],
    }).svg;
  const height = dated ? 240 : Math.max(110, names.length * 26 + 44);
  return html`<div class="plot"><div class="wide">${draw(850, height)}</div><div class="narrow">${draw(320, height)}</div></div>`;
}
