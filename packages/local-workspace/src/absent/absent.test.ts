import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "../testing/workspace-desk.ts";
import { ABSENCES } from "./absences.ts";

let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const filled = (prefix: string, path: string) => `${prefix}${path}`.replace(/:\w+/g, "x").replace(/\/$/, "");
const ask = (method: string, path: string) => desk.call(method, path, method === "GET" ? undefined : {});

test.each(ABSENCES.map((absence) => [absence.prefix, absence] as const))(
  "%s: lists are empty, making is refused, items are not found",
  async (prefix, { lists = [], refused, items = [] }) => {
    for (const [path, field] of lists) {
      const { status, body } = await ask("GET", filled(prefix, path));
      expect([status, body]).toEqual([200, { [field]: [] }]);
    }
    for (const [methods, path] of refused)
      for (const method of methods) {
        const { status, body } = await ask(method, filled(prefix, path));
        expect([status, body.error_code], `${method} ${path}`).toEqual([501, "NOT_IMPLEMENTED"]);
        expect(body.message).toMatch(/not part of the local workspace/);
      }
    for (const [methods, path] of items)
      for (const method of methods) {
        const { status, body } = await ask(method, filled(prefix, path));
        expect([status, body.error_code], `${method} ${path}`).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
      }
  },
);
