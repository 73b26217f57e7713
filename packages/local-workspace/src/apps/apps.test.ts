import { get as httpGet, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBubblewrap } from "../compute/bubblewrap.ts";
import { startLocalWorkspace } from "../index.ts";
import { appDesk, type Body, NODE_APP, PYTHON_APP } from "../testing/app-desk.ts";
import { all, openOfficialClient } from "../testing/official-client.ts";
import { processesIn } from "../testing/processes-in.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

// The package of this name, which comes without types.
const { WebSocket } = createRequire(import.meta.url)("ws") as {
  WebSocket: new (
    url: string,
    options?: { headers: Record<string, string> },
  ) => {
    on(event: "message", listener: (data: Buffer) => void): void;
    once(event: "open" | "error", listener: (error?: Error) => void): void;
    send(text: string): void;
    close(): void;
  };
};

const HOME = "/Workspace/Users/me@lakehand.local";

let opened: Awaited<ReturnType<typeof openOfficialClient>>;
let client: typeof opened.client;
let desk: ReturnType<typeof appDesk>;

beforeAll(async () => {
  process.env.LAKEHAND_TEST_SECRET = "hidden-word";
  opened = await openOfficialClient();
  client = opened.client;
  desk = appDesk(opened.workspace);
}, 180_000);
afterAll(async () => {
  delete process.env.LAKEHAND_TEST_SECRET;
  await opened?.close();
});

/** A request with headers that `fetch` does not let through. */
function raw(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpGet(url, { headers }, resolve).once("error", reject);
  });
}

describe("apps", () => {
  test("are created, found, listed, updated by the official client", async () => {
    const waiter = await client.apps.create({ app: { name: "first-app", description: "one" } });
    const made = await waiter.wait();
    expect(made).toMatchObject({
      name: "first-app",
      compute_status: { state: "ACTIVE" },
      app_status: { state: "UNAVAILABLE", message: expect.stringContaining("not been deployed") },
      service_principal_client_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(await client.apps.get({ name: "first-app" })).toMatchObject({ id: made.id! });
    await await client.apps.create({ app: { name: "second-app" }, no_compute: true });
    expect((await all(client.apps.list({}))).map(({ name }) => name)).toEqual(["first-app", "second-app"]);
    expect(await all(client.apps.list({ page_size: 1 }))).toHaveLength(2);
    expect(await desk.ok("PATCH", "/api/2.0/apps/first-app", { description: "two" })).toMatchObject({
      description: "two",
    });
    const update = await client.apps.createUpdate({
      app_name: "first-app",
      app: { name: "first-app", description: "three" },
      update_mask: "description",
    });
    expect(await update.wait()).toMatchObject({ status: { state: "SUCCEEDED" } });
    expect(await client.apps.getUpdate({ app_name: "first-app" })).toMatchObject({ description: "three" });
    expect((await fetch(made.url!)).status).toBe(503);
    expect(await client.servicePrincipalsV2.get({ id: String(made.service_principal_id) })).toMatchObject({
      applicationId: made.service_principal_client_id!,
    });
    await client.apps.delete({ name: "second-app" });
    await expect(client.apps.get({ name: "second-app" })).rejects.toThrow(/second-app/);
  });

  test("refuse what cannot be, by name", async () => {
    const create = (app: object) => desk.http("POST", "/api/2.0/apps", app);
    for (const name of ["a", "A-b", "under_score", "x".repeat(31), ""])
      expect(await create({ name })).toMatchObject({
        status: 400,
        body: { message: expect.stringMatching(/2 to 30/) },
      });
    expect(await create({ name: "first-app" })).toMatchObject({ status: 409 });
    const resource = (fields: object) => create({ name: "no-app", resources: [{ name: "r", ...fields }] });
    expect(await resource({})).toMatchObject({ status: 400 });
    for (const fields of [
      { secret: { scope: "none", key: "none", permission: "READ" } },
      { sql_warehouse: { id: "none", permission: "CAN_USE" } },
      { job: { id: "1", permission: "CAN_VIEW" } },
      { database: { instance_name: "none", database_name: "x", permission: "CAN_CONNECT_AND_CREATE" } },
      { postgres: { branch: "projects/a/branches/b", database: "x", permission: "CAN_CONNECT_AND_CREATE" } },
    ])
      expect(await resource(fields)).toMatchObject({ status: 404 });
    const table = { securable_full_name: "a.b.c", securable_type: "TABLE", permission: "SELECT" };
    expect(await resource({ uc_securable: table })).toMatchObject({ status: 400 });
    expect((await desk.http("GET", "/api/2.0/apps/no-app")).status).toBe(404);
    const deploy = (body: object) => desk.http("POST", "/api/2.0/apps/first-app/deployments", body);
    expect(await deploy({})).toMatchObject({ status: 400 });
    expect(await deploy({ source_code_path: "relative" })).toMatchObject({ status: 400 });
    expect(await deploy({ source_code_path: "/x", mode: "AUTO_SYNC" })).toMatchObject({ status: 501 });
    expect(await deploy({ source_code_path: "/x", git_source: {} })).toMatchObject({ status: 501 });
    expect(await desk.http("GET", "/api/2.0/apps/first-app/deployments/none")).toMatchObject({ status: 404 });
    expect(await desk.http("PATCH", "/api/2.0/apps/first-app", { git_repository: {} })).toMatchObject({
      status: 501,
    });
    expect(
      await desk.http("POST", "/api/2.0/apps/first-app/update", { app: {}, update_mask: "name" }),
    ).toMatchObject({ status: 400 });
    expect(await desk.http("POST", "/api/2.0/apps/first-app/start")).toMatchObject({ status: 400 });
    for (const method of ["GET", "PUT", "PATCH", "POST", "DELETE"])
      expect(await desk.http(method, "/api/2.0/apps/first-app/thumbnail")).toMatchObject({ status: 501 });
    await expect(all(client.appsSettings.listCustomTemplates({}))).rejects.toThrow(/templates/);
    await expect(client.appsSettings.getCustomTemplate({ name: "x" })).rejects.toThrow(/templates/);
    for (const path of ["app-spaces", "apps-settings/templates"]) {
      for (const method of ["GET", "POST"])
        expect(await desk.http(method, `/api/2.0/${path}`)).toMatchObject({ status: 501 });
      for (const method of ["GET", "PUT", "PATCH", "DELETE"])
        expect(await desk.http(method, `/api/2.0/${path}/x`)).toMatchObject({ status: 501 });
    }
  });
});

describe("a Node.js app", () => {
  let url: string;
  const page = async (path: string, init?: RequestInit) => (await fetch(`${url}${path}`, init)).text();

  test("is deployed, opened through its address, and logs", async () => {
    await desk.source(`${HOME}/node-app`, NODE_APP);
    const deployment = await (
      await client.apps.deploy({
        app_name: "first-app",
        app_deployment: { source_code_path: `${HOME}/node-app` },
      })
    ).wait();
    expect(deployment).toMatchObject({ status: { state: "SUCCEEDED" }, mode: "SNAPSHOT" });
    const app = await client.apps.get({ name: "first-app" });
    expect(app).toMatchObject({
      app_status: { state: "RUNNING" },
      active_deployment: { deployment_id: deployment.deployment_id! },
      default_source_code_path: "/Users/me@lakehand.local/node-app",
    });
    url = app.url!;
    const answer = await fetch(`${url}/any`);
    expect(await answer.text()).toBe("version one says hello");
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await page("/", { method: "POST", body: "loud" })).toBe("LOUD");
    const { logs } = await desk.ok(
      "GET",
      `/api/2.0/apps/first-app/deployments/${deployment.deployment_id}/logs`,
    );
    expect(logs).toContain("[APP] asked for /any");
    expect(await page("/logz")).toContain("[APP] listening");
  });

  test("gets Databricks' variables, its own, and nothing of this process", async () => {
    const env = JSON.parse(await page("/env"));
    const app = await client.apps.get({ name: "first-app" });
    expect(env).toMatchObject({
      DATABRICKS_APP_NAME: "first-app",
      DATABRICKS_HOST: opened.workspace.url,
      DATABRICKS_APP_URL: url,
      DATABRICKS_WORKSPACE_ID: "1",
      DATABRICKS_CLIENT_ID: app.service_principal_client_id,
      GREETING: "hello",
      NUMBER: "42",
      PORT: env.DATABRICKS_APP_PORT,
    });
    expect(JSON.stringify(env)).not.toContain(opened.workspace.token);
    expect(JSON.stringify(env)).not.toContain("hidden-word");
  });

  test.skipIf(!findBubblewrap())("sees the system and its folder alone", async () => {
    expect(JSON.parse(await page("/files"))).toMatchObject({ passwd: false, root: false });
    expect(JSON.parse(await page("/files")).pid).toBeLessThan(20);
  });

  test("is told who asks, whatever the request says", async () => {
    const headers = JSON.parse(
      await page("/headers", {
        headers: { "x-forwarded-email": "evil@example.com", "x-forwarded-access-token": "x" },
      }),
    );
    expect(headers).toMatchObject({
      "x-forwarded-email": "me@lakehand.local",
      "x-forwarded-user": expect.stringMatching(/^\d+@1$/),
      "x-forwarded-preferred-username": "Local user",
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    // A token of the user comes only to an app that asked for scopes.
    expect(headers["x-forwarded-access-token"]).toBeUndefined();
    await desk.ok("PATCH", "/api/2.0/apps/first-app", { user_api_scopes: ["sql"] });
    const token = JSON.parse(await page("/headers"))["x-forwarded-access-token"];
    const me = await fetch(`${opened.workspace.url}/api/2.0/preview/scim/v2/Me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await me.json()).toMatchObject({ userName: "me@lakehand.local" });
    const wrong = await fetch(`${url}/headers`, { headers: { authorization: "Bearer wrong" } });
    expect(wrong.status).toBe(401);
  });

  test("is closed to other pages and other names", async () => {
    const foreign: Record<string, string>[] = [
      { host: "evil.example" },
      { origin: "http://evil.example" },
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    ];
    for (const headers of foreign) expect((await raw(`${url}/`, headers)).statusCode).toBe(403);
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await raw(`${url}/`, link)).statusCode).toBe(200);
    expect((await raw(`${url}/`, { origin: url })).statusCode).toBe(200);
  });

  test("streams events as they come, and speaks WebSocket", async () => {
    const stream = await fetch(`${url}/events`);
    const reader = stream.body!.getReader();
    const decoder = new TextDecoder();
    // The first event is here while the app holds the second back.
    expect(decoder.decode((await reader.read()).value)).toBe("data: first\n\n");
    expect(await page("/release")).toBe("ok");
    expect(decoder.decode((await reader.read()).value)).toBe("data: second\n\n");
    const socket = new WebSocket(`${url.replace("http", "ws")}/socket`);
    const message = await new Promise<string>((resolve, reject) => {
      socket.on("message", (data) => resolve(String(data)));
      socket.once("error", reject);
    });
    expect(message).toBe("me@la");
    socket.close();
  });

  test("its log is followed at /logz/stream", async () => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/logz/stream`);
    const lines: { source: string; timestamp: number; message: string }[] = [];
    socket.on("message", (data) => lines.push(JSON.parse(String(data))));
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    socket.send("ASKED FOR");
    await page("/followed");
    await expect.poll(() => lines.map(({ message }) => message)).toContain("asked for /followed");
    expect(lines.every(({ source, message }) => source === "APP" && message.includes("asked for"))).toBe(
      true,
    );
    expect(lines[0]!.timestamp).toBeGreaterThan(Date.now() / 1000 - 600);
    socket.close();
    const foreign = new WebSocket(`${url.replace("http", "ws")}/logz/stream`, {
      headers: { origin: "http://evil.example" },
    });
    const refused = await new Promise((resolve) => foreign.once("error", resolve));
    expect(String(refused)).toContain("403");
  });

  test("comes back after a crash, which is told", async () => {
    await page("/crash").catch(() => "");
    const crashed = await desk.until(
      () => desk.app("first-app"),
      ({ app_status }) => app_status.state === "CRASHED",
    );
    expect(crashed.app_status.message).toMatch(/exit code 3: going down/);
    await desk.until(
      () => desk.app("first-app"),
      ({ app_status }) => app_status.state === "RUNNING",
    );
    expect(await page("/again")).toBe("version one says hello");
  });

  test("a new version takes its place; a broken one does not", async () => {
    await desk.source(`${HOME}/node-app`, {
      "lib/greeting.mjs": 'export const greeting = "version two says";\n',
    });
    expect(await desk.deploy("first-app", `${HOME}/node-app`)).toMatchObject({
      status: { state: "SUCCEEDED" },
    });
    expect(await page("/")).toBe("version two says hello");
    await desk.source(`${HOME}/broken`, {
      "main.mjs": "throw new Error('not today');\n",
      "app.yaml": 'command: ["node", "main.mjs"]\n',
    });
    const failed = await desk.deploy("first-app", `${HOME}/broken`);
    expect(failed.status).toMatchObject({
      state: "FAILED",
      message: expect.stringMatching(/exit code 1: Error: not today.*goes on running/),
    });
    expect(await page("/")).toBe("version two says hello");
    const given = await desk.deploy("first-app", `${HOME}/node-app`, {
      env_vars: [{ name: "GREETING", value: "ciao" }],
    });
    expect(given).toMatchObject({ env_vars: [{ name: "GREETING" }] });
    expect(given.env_vars[0].value).toBeUndefined();
    expect(await page("/")).toBe("version two says ciao");
    const states = (await all(client.apps.listDeployments({ app_name: "first-app" }))).map(
      ({ status }) => status!.state,
    );
    expect(states).toEqual(["SUCCEEDED", "FAILED", "SUCCEEDED", "SUCCEEDED"]);
    expect(await all(client.apps.listDeployments({ app_name: "first-app", page_size: 3 }))).toHaveLength(4);
    expect(
      await client.apps.getDeployment({ app_name: "first-app", deployment_id: failed.deployment_id }),
    ).toMatchObject({ status: { state: "FAILED" } });
  });

  test("says what is wrong with what is deployed", async () => {
    const fails = async (files: Record<string, string>) => {
      const path = `${HOME}/wrong-${Math.random()}`;
      await desk.source(path, files);
      const { status } = await desk.deploy("first-app", path);
      expect(status.state).toBe("FAILED");
      return status.message as string;
    };
    expect(await fails({ "app.yaml": "command: [" })).toMatch(/not valid YAML/);
    expect(await fails({ "app.yaml": "command: node main.mjs" })).toMatch(/'command'/);
    expect(await fails({ "app.yaml": "env: [{name: A}]" })).toMatch(/value or a valueFrom/);
    expect(await fails({ "app.py": "1", "app.yaml": "env: [{name: A, valueFrom: nothing}]" })).toMatch(
      /'nothing'/,
    );
    expect(await fails({ "README.md": "nothing here" })).toMatch(/nothing to start/);
    expect(await fails({ "package.json": "{" })).toMatch(/failed with exit code|cannot be read/);
    expect((await desk.deploy("first-app", `${HOME}/nowhere`)).status.message).toMatch(/does not exist/);
  });

  test("is stopped in order and started again", async () => {
    const stopped = await (await client.apps.stop({ name: "first-app" })).wait();
    expect(stopped).toMatchObject({
      compute_status: { state: "STOPPED" },
      app_status: { state: "UNAVAILABLE" },
    });
    expect(await page("/logz")).toContain("asked to end");
    const closed = await fetch(url);
    expect(closed.status).toBe(503);
    expect(await closed.text()).toContain("stopped");
    const deployment = { source_code_path: `${HOME}/node-app` };
    expect(await desk.http("POST", "/api/2.0/apps/first-app/deployments", deployment)).toMatchObject({
      status: 400,
    });
    await (await client.apps.start({ name: "first-app" })).wait();
    await desk.until(
      () => desk.app("first-app"),
      ({ app_status }) => app_status.state === "RUNNING",
    );
    expect(await page("/")).toBe("version two says ciao");
  });

  test("a deployment that is under way is cancelled by a stop", async () => {
    await desk.source(`${HOME}/slow`, {
      "main.mjs": "setInterval(() => {}, 1000);\n",
      "app.yaml": 'command: ["node", "main.mjs"]\n',
    });
    const { deployment_id } = await desk.ok("POST", "/api/2.0/apps/first-app/deployments", {
      source_code_path: `${HOME}/slow`,
    });
    expect((await desk.app("first-app")).pending_deployment).toMatchObject({ deployment_id });
    expect(
      await desk.http("POST", "/api/2.0/apps/first-app/deployments", { source_code_path: `${HOME}/slow` }),
    ).toMatchObject({ status: 400, body: { message: expect.stringContaining("in progress") } });
    await desk.ok("POST", "/api/2.0/apps/first-app/stop");
    const ended = await desk.until(
      () => desk.ok("GET", `/api/2.0/apps/first-app/deployments/${deployment_id}`),
      ({ status }: Body) => status.state !== "IN_PROGRESS",
    );
    expect(ended.status).toEqual({ state: "CANCELLED", message: "The app was stopped." });
    await client.apps.delete({ name: "first-app" });
    await expect(fetch(url)).rejects.toThrow();
  });
});

test("a Python app starts without being told how, and acts as its own service principal", async () => {
  await client.apps.create({ app: { name: "py-app" } });
  await desk.source(`${HOME}/py-app`, PYTHON_APP);
  expect((await desk.deploy("py-app", `${HOME}/py-app`)).status).toMatchObject({ state: "SUCCEEDED" });
  const app = await client.apps.get({ name: "py-app" });
  const me = await (await fetch(app.url!)).json();
  expect(me).toMatchObject({
    userName: app.service_principal_client_id,
    displayName: app.service_principal_name,
  });
});

test("what an app needs is installed and built before it starts, and a failure says what failed", async () => {
  await client.apps.create({ app: { name: "built-app" } });
  // Packages of the app's own folder: no registry is asked.
  const manifest = {
    name: "built",
    version: "1.0.0",
    scripts: { build: "node build.mjs", start: "node main.mjs" },
    dependencies: { own: "file:./own" },
  };
  const files = {
    "package.json": JSON.stringify(manifest),
    "own/package.json": JSON.stringify({ name: "own", version: "1.0.0", type: "module", main: "index.js" }),
    "own/index.js": 'export default "a package of its own";\n',
    "build.mjs":
      'import { writeFileSync } from "node:fs"; writeFileSync("made.txt", "built"); console.log("building");\n',
    "requirements.txt": "# nothing\n",
    "main.mjs": `import own from "own"; import { createServer } from "node:http"; import { readFileSync } from "node:fs"; import { execFileSync } from "node:child_process";
createServer((_, r) => r.end([own, readFileSync("made.txt", "utf8"), execFileSync("python", ["-c", "import sys; print(sys.prefix != sys.base_prefix)"])].join(", "))).listen(Number(process.env.PORT), "127.0.0.1");
`,
  };
  await desk.source(`${HOME}/built`, files);
  expect((await desk.deploy("built-app", `${HOME}/built`)).status).toMatchObject({ state: "SUCCEEDED" });
  const { url } = await desk.app("built-app");
  expect(await (await fetch(url)).text()).toBe("a package of its own, built, True\n");
  const log = await (await fetch(`${url}/logz`)).text();
  for (const text of ["[BUILD] $ npm install", "-m pip install", "[BUILD] building"])
    expect(log).toContain(text);

  await desk.source(`${HOME}/built`, { "requirements.txt": "./nowhere\n" });
  expect((await desk.deploy("built-app", `${HOME}/built`)).status).toMatchObject({
    state: "FAILED",
    message: expect.stringMatching(/pip install failed with exit code 1: .*nowhere/),
  });
  await desk.source(`${HOME}/built`, {
    "requirements.txt": "#\n",
    "build.mjs": 'console.error("no luck"); process.exit(2);',
  });
  expect((await desk.deploy("built-app", `${HOME}/built`)).status.message).toMatch(
    /npm run failed with exit code 2/,
  );
  expect(await (await fetch(url)).text()).toContain("built");
}, 180_000);

test("resources come as variables, and a database is real to the app", async () => {
  await desk.ok("POST", "/api/2.0/secrets/scopes/create", { scope: "apps" });
  await desk.ok("POST", "/api/2.0/secrets/put", { scope: "apps", key: "k", string_value: "open sesame" });
  await desk.ok("POST", "/api/2.0/postgres/projects?project_id=appdb", {});
  await desk.ok("POST", "/api/2.0/postgres/projects?project_id=otherdb", {});
  const warehouse = (await all(client.warehouses.list({})))[0]!.id!;
  const branch = "projects/appdb/branches/production";
  await desk.ok("POST", "/api/2.0/apps", {
    name: "db-app",
    resources: [
      { name: "word", secret: { scope: "apps", key: "k", permission: "READ" } },
      { name: "wh", sql_warehouse: { id: warehouse, permission: "CAN_USE" } },
      { name: "ep", serving_endpoint: { name: "some-model", permission: "CAN_QUERY" } },
      {
        name: "files",
        uc_securable: {
          securable_full_name: "main.default.v",
          securable_type: "VOLUME",
          permission: "READ_VOLUME",
        },
      },
      { name: "room", genie_space: { name: "g", space_id: "7", permission: "CAN_RUN" } },
      {
        name: "db",
        postgres: {
          branch,
          database: `${branch}/databases/databricks-postgres`,
          permission: "CAN_CONNECT_AND_CREATE",
        },
      },
    ],
  });
  await desk.source(`${HOME}/db-app`, {
    "app.yaml": `command: ["node", "main.mjs"]
env:
${["word", "wh", "ep", "files", "room", "db"].map((name) => `  - {name: "R_${name}", valueFrom: ${name}}`).join("\n")}
`,
    // As any app does: a token for itself, a credential for the database, PostgreSQL over TLS that is checked.
    "main.mjs": `import { createServer } from "node:http";
import { connect } from "node:net";
import tls from "node:tls";
const { env } = process;
async function login() {
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: env.DATABRICKS_CLIENT_ID, client_secret: env.DATABRICKS_CLIENT_SECRET });
  const { access_token } = await (await fetch(env.DATABRICKS_HOST + "/oidc/v1/token", { method: "POST", body: form })).json();
  const answer = await fetch(env.DATABRICKS_HOST + "/api/2.0/postgres/credentials", { method: "POST", headers: { authorization: "Bearer " + access_token }, body: JSON.stringify({ endpoint: env.LAKEBASE_ENDPOINT }) });
  return (await answer.json()).token;
}
const int = (n) => { const b = Buffer.alloc(4); b.writeInt32BE(n); return b; };
const next = (socket) => new Promise((resolve, reject) => { socket.once("data", resolve); socket.once("error", reject); });
async function ask(sql, host = env.PGHOST) {
  const password = await login();
  const raw = connect(Number(env.PGPORT), host);
  raw.write(Buffer.concat([int(8), int(80877103)]));
  await next(raw);
  const socket = tls.connect({ socket: raw, host, servername: "" });
  const start = Buffer.concat([int(196608), Buffer.from("user\\0" + env.PGUSER + "\\0database\\0" + env.PGDATABASE + "\\0\\0")]);
  socket.write(Buffer.concat([int(start.length + 4), start]));
  const asked = await next(socket);
  if (asked[0] !== 82) return asked.toString();
  const word = Buffer.from(password + "\\0");
  socket.write(Buffer.concat([Buffer.from("p"), int(word.length + 4), word]));
  let text = (await next(socket)).toString();
  if (text.startsWith("E")) return text;
  while (!text.includes("server_version")) text += (await next(socket)).toString();
  const query = Buffer.from(sql + "\\0");
  socket.write(Buffer.concat([Buffer.from("Q"), int(query.length + 4), query]));
  let found = "";
  do found += (await next(socket)).toString(); while (!/Z\\0\\0\\0\\x05.$/s.test(found));
  socket.end();
  return found;
}
createServer(async (request, response) => {
  const other = new URL(request.url, "http://x").searchParams.get("host");
  if (other) return response.end(await ask("select 1", other).catch((error) => error.message));
  if (request.url === "/env") return response.end(JSON.stringify(env));
  response.end(await ask("create schema if not exists app; create table if not exists app.t (n int); insert into app.t values (1); select 'rows ' || count(*) || ' as ' || current_user from app.t").catch((error) => error.message));
}).listen(Number(env.DATABRICKS_APP_PORT), "127.0.0.1");
`,
  });
  expect((await desk.deploy("db-app", `${HOME}/db-app`)).status).toMatchObject({ state: "SUCCEEDED" });
  const app = await desk.app("db-app");
  const env = await (await fetch(`${app.url}/env`)).json();
  const endpoint = `${branch}/endpoints/primary`;
  const { hosts } = (await desk.ok("GET", `/api/2.0/postgres/${endpoint}`)).status;
  expect(env).toMatchObject({
    R_word: "open sesame",
    R_wh: warehouse,
    R_ep: "some-model",
    R_files: "/Volumes/main/default/v",
    R_room: "7",
    R_db: endpoint,
    LAKEBASE_ENDPOINT: endpoint,
    PGHOST: hosts.host,
    PGPORT: String(hosts.port),
    PGDATABASE: "databricks_postgres",
    PGUSER: app.service_principal_client_id,
    PGSSLMODE: "require",
  });
  expect(await (await fetch(app.url)).text()).toContain(`rows 1 as ${app.service_principal_client_id}`);
  // The other project is none of its business.
  const { host } = (
    await desk.ok("GET", "/api/2.0/postgres/projects/otherdb/branches/production/endpoints/primary")
  ).status.hosts;
  expect(await (await fetch(`${app.url}/?host=${host}`)).text()).toMatch(
    /issued for another database|authentication failed/,
  );
});

test("the page shows state, address, deployments and log", async () => {
  const pages = await (await fetch(`${opened.workspace.url}/apps`)).text();
  expect(pages).toContain('href="/apps/py-app"');
  const page = await (await fetch(`${opened.workspace.url}/apps/py-app`)).text();
  for (const text of ["RUNNING", "python is up", "SUCCEEDED", "/logz"]) expect(page).toContain(text);
  expect((await fetch(`${opened.workspace.url}/apps/none`)).status).toBe(404);
});

test("apps and their address outlive the workspace, and nothing runs without it", async () => {
  const { dir, remove } = await temporaryDir();
  let workspace = await startLocalWorkspace({ dir, port: 0 });
  try {
    await workspace.ready();
    let own = appDesk(workspace);
    await own.ok("POST", "/api/2.0/apps", { name: "kept" });
    await own.source(`${HOME}/kept`, NODE_APP);
    await own.deploy("kept", `${HOME}/kept`);
    const before = await own.app("kept");
    expect(before.app_status.state).toBe("RUNNING");
    await workspace.close();
    await expect(fetch(before.url)).rejects.toThrow();
    expect(processesIn(dir)).toEqual([]);

    workspace = await startLocalWorkspace({ dir, port: 0 });
    await workspace.ready();
    own = appDesk(workspace);
    const after = await own.until(
      () => own.app("kept"),
      ({ app_status }) => app_status.state === "RUNNING",
    );
    expect(after.url).toBe(before.url);
    expect(await (await fetch(after.url)).text()).toBe("version one says hello");
    expect(await (await fetch(`${after.url}/logz`)).text()).toContain("Deployment");
  } finally {
    await workspace.close();
    await sleep(10);
    await remove();
  }
});
