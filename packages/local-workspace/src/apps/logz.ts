import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type Html, html, page } from "../pages/html.ts";
import type { AppLog, LogLine } from "./app-log.ts";
import { acceptWebSocket, type WebSocketSender } from "./websocket.ts";

const MOST_SHOWN = 500;
const MOST_SENT = 5000;

/** `/logz` of an app. */
export const logPage = (name: string, log: AppLog): Response =>
  page(
    `Log of ${name}`,
    html`<p><a href="/">${name}</a></p><h1>Log of ${name}</h1>${logLines(log.tail(MOST_SHOWN))}`,
  );

export const logLines = (lines: LogLine[]): Html =>
  lines.length === 0
    ? html`<p class="muted">Nothing was logged yet.</p>`
    : html`<pre>${lines.map(
        ({ source, timestamp, message }) =>
          `${new Date(timestamp * 1000).toISOString().slice(0, 19)}Z [${source}] ${message}\n`,
      )}</pre>`;

/**
 * `/logz/stream` of an app, as the Databricks CLI reads it: the client's first message is what to search for, then
 * each line comes as a JSON object, the old ones first.
 */
export function streamLog(log: AppLog, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  let stop: (() => void) | undefined;
  let sender: WebSocketSender | undefined;
  const onText = (text: string) => {
    if (stop) return;
    const search = text.toLowerCase();
    const send = (line: LogLine) => {
      // A build is the platform's work to the CLI, which knows APP and SYSTEM.
      const source = line.source === "BUILD" ? "SYSTEM" : line.source;
      if (!sender?.busy) sender?.send(JSON.stringify({ ...line, source }));
    };
    for (const line of log.tail(MOST_SENT, search)) send(line);
    stop = log.follow((line) => line.message.toLowerCase().includes(search) && send(line));
  };
  // Its first message may come with the handshake, before there is a sender.
  let early: string | undefined;
  sender = acceptWebSocket(request, socket, head, {
    onText: (text) => {
      if (sender) onText(text);
      else early = text;
    },
    onClose: () => stop?.(),
  });
  if (early !== undefined) onText(early);
}
