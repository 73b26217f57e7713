import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { CREDENTIAL_SECONDS, DatabaseCredentials } from "./credentials.ts";

test("a credential ends after an hour, and only the folder's own key makes one", async () => {
  const { dir, remove } = await temporaryDir();
  try {
    let now = 1_700_000_000_000;
    const file = join(dir, "key");
    const credentials = new DatabaseCredentials(file, () => now);
    const { token, expiresAt } = credentials.issue("me", ["one"]);
    expect(expiresAt.getTime() - now).toBe(CREDENTIAL_SECONDS * 1000);
    expect(credentials.read(token)).toMatchObject({ sub: "me", aud: ["one"] });
    expect(new DatabaseCredentials(file, () => now).read(token)).toMatchObject({ sub: "me" });
    expect(new DatabaseCredentials(join(dir, "other"), () => now).read(token)).toBeUndefined();

    const [header, payload = "", signature] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: "root" })).toString("base64url");
    expect(credentials.read(`${header}.${forged}.${signature}`)).toBeUndefined();
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
    expect(credentials.read(`${none}.${payload}.`)).toBeUndefined();
    for (const wrong of ["", "a.b.c", "....", `${token}.`]) expect(credentials.read(wrong)).toBeUndefined();

    now += CREDENTIAL_SECONDS * 1000;
    expect(credentials.read(token)).toBe("The token has expired.");
  } finally {
    await remove();
  }
});
