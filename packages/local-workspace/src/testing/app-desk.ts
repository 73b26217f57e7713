import { setTimeout as sleep } from "node:timers/promises";
import { type Body, servedCaller } from "./served-caller.ts";

export type { Body };

/** Calls of the Apps API as tests need them, on a workspace that is served. */
export function appDesk(workspace: { url: string; token: string }) {
  const { http, ok } = servedCaller(workspace);
  const until = async <T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
    const end = Date.now() + 120_000;
    for (;;) {
      const value = await read();
      if (good(value)) return value;
      if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)}`);
      await sleep(30);
    }
  };
  return {
    http,
    ok,
    until,
    app: (name: string) => ok("GET", `/api/2.0/apps/${name}`),
    /** Puts files below a folder of the workspace tree. */
    async source(folder: string, files: Record<string, string>): Promise<void> {
      await ok("POST", "/api/2.0/workspace/mkdirs", { path: folder });
      for (const [name, text] of Object.entries(files)) {
        const path = `${folder}/${name}`;
        await ok("POST", "/api/2.0/workspace/mkdirs", { path: path.slice(0, path.lastIndexOf("/")) });
        await ok("POST", "/api/2.0/workspace/import", {
          path,
          format: "RAW",
          overwrite: true,
          content: Buffer.from(text).toString("base64"),
        });
      }
    },
    /** Deploys and waits for the end; gives the deployment. */
    async deploy(name: string, source_code_path: string, more: object = {}): Promise<Body> {
      const { deployment_id } = await ok("POST", `/api/2.0/apps/${name}/deployments`, {
        source_code_path,
        ...more,
      });
      return until(
        () => ok("GET", `/api/2.0/apps/${name}/deployments/${deployment_id}`),
        ({ status }) => status.state !== "IN_PROGRESS",
      );
    },
  };
}

/** An app on Node.js without packages: its requests, environment, a stream and a WebSocket. */
export const NODE_APP = {
  "app.yaml": `command: ["node", "main.mjs", "--port", "$DATABRICKS_APP_PORT"]
env:
  - name: GREETING
    value: hello
  - name: NUMBER
    value: 42
`,
  "main.mjs": `import { createServer } from "node:http";
import { createHash } from "node:crypto";
import { greeting } from "./lib/greeting.mjs";
import { readFileSync, existsSync } from "node:fs";
const port = Number(process.argv.at(-1));
const server = createServer(async (request, response) => {
  if (request.url === "/env") return response.end(JSON.stringify(process.env));
  if (request.url === "/headers") return response.end(JSON.stringify(request.headers));
  if (request.url === "/crash") { console.error("going down"); process.exit(3); }
  if (request.url === "/files") return response.end(JSON.stringify({ passwd: existsSync("/etc/shadow"), root: existsSync("/root"), pid: process.pid }));
  if (request.url === "/events") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\\n\\n");
    process.once("SIGUSR2", () => {});
    globalThis.release = () => response.end("data: second\\n\\n");
    return;
  }
  if (request.url === "/release") { globalThis.release(); return response.end("ok"); }
  if (request.method === "POST") {
    let body = "";
    for await (const part of request) body += part;
    return response.end(body.toUpperCase());
  }
  console.log("asked for " + request.url);
  response.setHeader("set-cookie", ["a=1", "b=2"]);
  response.end(greeting + " " + process.env.GREETING);
});
server.on("upgrade", (request, socket) => {
  const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: " + accept + "\\r\\n\\r\\n");
  socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from(request.headers["x-forwarded-email"].slice(0, 5))]));
});
process.on("SIGTERM", () => { console.log("asked to end"); process.exit(0); });
server.listen(port, "127.0.0.1", () => console.log("listening"));
`,
  "lib/greeting.mjs": 'export const greeting = "version one says";\n',
};

/** An app on Python's own HTTP server. */
export const PYTHON_APP = {
  "app.py": `import http.server, json, os, urllib.request, urllib.parse, base64

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        host = os.environ["DATABRICKS_HOST"]
        secret = f"{os.environ['DATABRICKS_CLIENT_ID']}:{os.environ['DATABRICKS_CLIENT_SECRET']}"
        request = urllib.request.Request(
            host + "/oidc/v1/token",
            data=urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "all-apis"}).encode(),
            headers={"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()},
        )
        token = json.load(urllib.request.urlopen(request))["access_token"]
        me = urllib.request.Request(host + "/api/2.0/preview/scim/v2/Me", headers={"Authorization": "Bearer " + token})
        body = urllib.request.urlopen(me).read()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

print("python is up")
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["DATABRICKS_APP_PORT"])), Handler).serve_forever()
`,
};
