import { createHash } from "node:crypto";

/** The id of a user of this name, the same at each start. */
export const userId = (userName: string) =>
  String(createHash("sha256").update(userName).digest().readUIntBE(0, 6));
