import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDir } from "./testing/temporary-dir.ts";
import { keepToken } from "./token-file.ts";

test("a token is made once, for its owner's eyes alone", async () => {
  const { dir, remove } = await temporaryDir();
  const file = join(dir, "token");
  const token = keepToken(file);
  expect(token.length).toBeGreaterThan(30);
  expect(keepToken(file)).toBe(token);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, " chosen\n");
  expect(keepToken(file)).toBe("chosen");
  await remove();
});
