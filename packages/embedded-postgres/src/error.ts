import { LakehandError, type LakehandErrorOptions } from "@lakehand/protocol";

export type EmbeddedPostgresErrorCode = "DATABASE_VERSION" | "DATABASE_START_FAILED";

/** A server that cannot run with the data that is there. */
export class EmbeddedPostgresError extends LakehandError {
  declare readonly code: EmbeddedPostgresErrorCode;

  constructor(options: LakehandErrorOptions & { code: EmbeddedPostgresErrorCode }) {
    super(options);
    this.name = "EmbeddedPostgresError";
  }
}
