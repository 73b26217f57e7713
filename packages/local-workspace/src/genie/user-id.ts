import { createHash } from "node:crypto";

/** The number by which the workspace knows its user, as in `scim/v2/Me`. */
export const userId = (userName: string): number =>
  createHash("sha256").update(userName).digest().readUIntBE(0, 6);
