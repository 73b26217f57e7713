import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { WorkspaceClient } from "../client/workspace-client.ts";
import { type FakeServer, startFakeServer } from "../testing/index.ts";
import { normaliseHost } from "./host.ts";
import { hasWorkspaceConfig, resolveWorkspaceAuth } from "./resolve-workspace-auth.ts";

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A workspace whose token endpoint knows one service principal. */
async function startOauth(): Promise<FakeServer> {
  let issued = 0;
  server = await startFakeServer((request) => {
    const origin = `http://${request.headers.host}`;
    if (request.url.startsWith("/oidc/.well-known/oauth-authorization-server"))
      return {
        json: {
          authorization_endpoint: `${origin}/oidc/v1/authorize`,
          token_endpoint: `${origin}/oidc/v1/token`,
        },
      };
    if (request.url.startsWith("/oidc/v1/token")) {
      const known = Buffer.from("sp-id:sp-secret-value").toString("base64");
      if (request.headers.authorization !== `Basic ${known}`)
        return { status: 401, json: { error: "invalid_client" } };
      issued += 1;
      return { json: { access_token: `issued-${issued}`, expires_in: 3600, token_type: "Bearer" } };
    }
    if (request.url.includes("/scim/")) return { json: { userName: request.headers.authorization } };
    return undefined;
  });
  return server;
}

describe("normaliseHost", () => {
  it.each([
    ["adb-1.2.azuredatabricks.net", "https://adb-1.2.azuredatabricks.net"],
    [" https://x.cloud.databricks.com/ ", "https://x.cloud.databricks.com"],
    ["https://x.cloud.databricks.com/?o=123#job", "https://x.cloud.databricks.com"],
    ["http://127.0.0.1:8010/", "http://127.0.0.1:8010"],
    ["http://localhost:8010", "http://localhost:8010"],
    ["http://[::1]:8010", "http://[::1]:8010"],
  ])("%j → %s", (host, expected) => {
    expect(normaliseHost(host)).toBe(expected);
  });

  it.each([
    "",
    "http://x.cloud.databricks.com",
    "ftp://x",
    "https://user:pw@x.com",
    "http://127.0.0.1.evil.com",
    "https://",
    "file:///etc/passwd",
  ])("refuses %j", (host) => {
    expect(() => normaliseHost(host)).toThrowError(
      expect.objectContaining({ code: "WORKSPACE_NOT_CONFIGURED" }),
    );
  });

  it("does not repeat a password in its error", () => {
    expect(() => normaliseHost("https://user:hunter22@x.com")).toThrowError(
      expect.objectContaining({ message: expect.not.stringContaining("hunter22") }),
    );
  });
});

describe("resolveWorkspaceAuth", () => {
  it("takes a token without further ado", async () => {
    const auth = await resolveWorkspaceAuth({ DATABRICKS_HOST: "x.com/", DATABRICKS_TOKEN: " dapi123 " });
    expect(auth.host).toBe("https://x.com");
    expect(await auth.headers()).toEqual({ authorization: "Bearer dapi123" });
  });

  it("signs in as a service principal and keeps its token", async () => {
    const { url, requests } = await startOauth();
    const auth = await resolveWorkspaceAuth({
      DATABRICKS_HOST: url,
      DATABRICKS_CLIENT_ID: "sp-id",
      DATABRICKS_CLIENT_SECRET: "sp-secret-value",
    });
    const client = new WorkspaceClient(auth);
    expect((await client.scim.me()).userName).toBe("Bearer issued-1");
    await client.scim.me();
    expect(requests.filter((request) => request.url.startsWith("/oidc/v1/token"))).toHaveLength(1);
  });

  it("says that the sign-in failed, without the secret", async () => {
    const { url } = await startOauth();
    const auth = await resolveWorkspaceAuth({
      DATABRICKS_HOST: url,
      DATABRICKS_CLIENT_ID: "sp-id",
      DATABRICKS_CLIENT_SECRET: "wrong-secret",
    });
    const error: unknown = await new WorkspaceClient(auth).scim.me().catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "WORKSPACE_SIGN_IN_FAILED" });
    const body = JSON.stringify((error as { toBody(): unknown }).toBody());
    expect(body).toContain("DATABRICKS_CLIENT_ID");
    expect(body).not.toContain("wrong-secret");
  });

  it("reads a profile of the CLI's configuration file", async () => {
    const dir = await mkdtemp(join(tmpdir(), "auth-"));
    const file = join(dir, "databrickscfg");
    await writeFile(
      file,
      "[other]\nhost = https://other.com\ntoken = no\n\n[dev]\nhost = https://dev.example.com/\ntoken = dapi-dev\n",
    );
    const auth = await resolveWorkspaceAuth({
      DATABRICKS_CONFIG_PROFILE: "dev",
      DATABRICKS_CONFIG_FILE: file,
      HOME: dir,
      PATH: "",
    });
    expect(auth.host).toBe("https://dev.example.com");
    expect(await auth.headers()).toEqual({ authorization: "Bearer dapi-dev" });
    await rm(dir, { recursive: true });
  });

  it("says what is missing", async () => {
    await expect(
      resolveWorkspaceAuth({ DATABRICKS_HOST: "https://", DATABRICKS_TOKEN: "t" }),
    ).rejects.toMatchObject({ code: "WORKSPACE_NOT_CONFIGURED" });
    await expect(
      resolveWorkspaceAuth({ HOME: "/nonexistent", PATH: "", DATABRICKS_CONFIG_FILE: "/nonexistent" }),
    ).rejects.toMatchObject({ next: expect.stringContaining("DATABRICKS_HOST") });
    expect(hasWorkspaceConfig({})).toBe(false);
    expect(hasWorkspaceConfig({ DATABRICKS_HOST: " " })).toBe(false);
    expect(hasWorkspaceConfig({ DATABRICKS_CONFIG_PROFILE: "dev" })).toBe(true);
  });
});
