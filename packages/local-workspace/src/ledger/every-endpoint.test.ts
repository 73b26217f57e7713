import { afterAll, beforeAll, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { caller } from "../testing/client.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, databricksDialect);
  await workspace.ready();
}, 60_000);
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

test("every endpoint, asked for what is not there and told nothing: a named answer, never a failure of its own", async () => {
  const call = caller(workspace);
  const wrong: string[] = [];
  for (const { method, path } of workspace.routes()) {
    if (!path.startsWith("/api/")) continue;
    const asked = path.replace(/\/:[A-Za-z_]+(\{[^}]*\})?/g, "/nothing").replace(/\*$/, "nothing");
    const { status, body, text } = await call(method, asked, method === "GET" ? undefined : {});
    const named = status < 400 || typeof (body?.error_code ?? body?.error) === "string" || method === "HEAD";
    if (!named || (status >= 500 && status !== 501))
      wrong.push(`${method} ${asked}: ${status} ${text.slice(0, 200)}`);
    if (status === 501 && body?.error_code !== "NOT_IMPLEMENTED")
      wrong.push(`${method} ${asked}: ${text.slice(0, 200)}`);
  }
  expect(wrong).toEqual([]);
}, 300_000);
