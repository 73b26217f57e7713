/*
 * Set-up of every test file: keeps which endpoints the file's tests asked and how they were answered, for the ledger
 * (src/ledger). Without LAKEHAND_REQUESTS it does nothing.
 */
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync, mkdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { afterAll, expect } from "vitest";
import type { AnsweredRequest } from "../ledger/answered-request.ts";

const file = process.env.LAKEHAND_REQUESTS;

if (file) {
  const seen = new Set<string>();
  subscribe("lakehand.workspace.request", (message) => {
    const { method, route, status } = message as { method: string; route?: string; status: number };
    if (route) seen.add(`${method} ${route} ${status}`);
  });
  afterAll(() => {
    const test = basename(expect.getState().testPath ?? "");
    mkdirSync(dirname(file), { recursive: true });
    const lines = [...seen].map((line): AnsweredRequest => {
      const [method = "", route = "", status = ""] = line.split(" ");
      return { method, route, status: Number(status), test };
    });
    appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  });
}
