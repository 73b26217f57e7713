import { DrizzleQueryError } from "drizzle-orm/errors";
import { expect, test } from "vitest";
import { toStoreError } from "./errors.ts";

const where = "at db:5432/app";
const driver = (code: string, more: object = {}) =>
  Object.assign(new Error("duplicate key value violates unique constraint"), { code, ...more });

test("nothing that a person wrote is in an error or in its causes", () => {
  const detail = { detail: "Key (id)=(my secret) already exists.", where: "my secret", constraint: "x" };
  for (const cause of [driver("23505", detail), driver("57P01", detail), new Error("odd")]) {
    const error = toStoreError(new DrizzleQueryError("insert into t", ["my secret"], cause), where);
    const words: string[] = [];
    for (let at: unknown = error; at instanceof Error; at = at.cause)
      words.push(at.message, at.stack ?? "", JSON.stringify(at));
    expect(words.join("\n")).not.toContain("my secret");
    expect(error.cause).toMatchObject({ message: cause.message });
  }
});

test.each([
  ["23505", "execution_events_pkey", "SEQ_CONFLICT", 409],
  ["23505", "executions_one_open", "CONVERSATION_BUSY", 409],
  ["23505", "messages_pkey", "KEY_USED", 409],
  ["23503", "any", "NOT_FOUND", 404],
  ["LH404", undefined, "NOT_FOUND", 404],
  ["LH409", undefined, "KEY_USED", 409],
  ["22001", undefined, "VALUE_TOO_LONG", 400],
  ["53300", undefined, "DATABASE_UNREACHABLE", 503],
  ["XX000", undefined, "DATABASE_ERROR", 500],
])("%s of %s is %s", (code, constraint, expected, status) => {
  expect(toStoreError(driver(code, { constraint }), where)).toMatchObject({ code: expected, status });
});
