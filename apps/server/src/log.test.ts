import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LakehandError } from "@lakehand/protocol";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLog } from "./log.ts";

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lakehand-log-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("the log", () => {
  it("names what caused a failure without the statement and values that the driver quotes", async () => {
    const file = join(await temporary(), "server.log");
    const log = createLog({ file, toStdout: false });
    const driver = Object.assign(new Error("invalid byte in my private words"), { code: "22021" });
    const query = new Error("Failed query: insert into messages params: my private words", { cause: driver });
    const error = new LakehandError({ code: "DATABASE_ERROR", message: "It failed.", cause: query });
    log.error({ err: error }, "a request failed");
    const text = await readFile(file, "utf8");
    expect(JSON.parse(text).err).toMatchObject({
      code: "DATABASE_ERROR",
      message: "It failed.",
      causes: [{ type: "Error" }, { code: "22021" }],
    });
    expect(text).not.toContain("private words");
  });
});
