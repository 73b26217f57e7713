import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

/** The token in the file; made at random, readable by the owner alone, when there is none. */
export function keepToken(file: string): string {
  try {
    const token = readFileSync(file, "utf8").trim();
    if (token !== "") return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const token = `local-${randomBytes(24).toString("base64url")}`;
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}
