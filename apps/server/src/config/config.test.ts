import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

describe("readConfig", () => {
  it("has the documented defaults", () => {
    const config = readConfig({}, "/repo");
    expect(config).toMatchObject({
      home: "/repo/.lakehand",
      projectsDir: "/repo/.lakehand/projects",
      host: "127.0.0.1",
      port: 8000,
      localWorkspacePort: 8010,
      databaseUrl: undefined,
      realWorkspace: false,
    });
  });

  it("lets DATABRICKS_APP_PORT win over PORT", () => {
    expect(readConfig({ PORT: "9000", DATABRICKS_APP_PORT: "9100" }, "/repo").port).toBe(9100);
  });

  it("treats empty values as absent, as copied from .env.example", () => {
    expect(readConfig({ PORT: "", DATABRICKS_HOST: " " }, "/repo")).toMatchObject({
      port: 8000,
      realWorkspace: false,
    });
  });

  it("makes a URL of PG* with odd characters escaped", () => {
    const { databaseUrl } = readConfig(
      { PGHOST: "db", PGUSER: "a b", PGPASSWORD: "p@ss/word", PGDATABASE: "x", PGSSLMODE: "require" },
      "/",
    );
    expect(databaseUrl).toBe("postgresql://a%20b:p%40ss%2Fword@db:5432/x?sslmode=require");
  });

  it("says what is wrong with a port", () => {
    expect(() => readConfig({ PORT: "eight" }, "/")).toThrow(/PORT must be a port number, not "eight"/);
  });

  it("refuses to be reachable from elsewhere without being told so", () => {
    expect(() => readConfig({ HOST: "0.0.0.0" }, "/")).toThrow(ConfigError);
    expect(readConfig({ HOST: "0.0.0.0", LAKEHAND_ALLOW_REMOTE: "1" }, "/").host).toBe("0.0.0.0");
  });

  it("refuses a value that would silently mean something else", () => {
    expect(() => readConfig({ PRACTICE_PACE_MS: "fast" }, "/")).toThrow(/PRACTICE_PACE_MS/);
    expect(() => readConfig({ LAKEHAND_SANDBOX: "false" }, "/")).toThrow(/auto or off/);
    expect(readConfig({ HOST: "[::1]" }, "/").host).toBe("::1");
  });
});
