/** Only looks. */
export const readsOnly = { readOnlyHint: true, idempotentHint: true, openWorldHint: true };

/** Makes, starts or completes something, and takes nothing away; the same call again does no more. */
export const takesNothing = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
};

/** Changes, replaces or deletes what is there; the same call again does no more. */
export const changes = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: true,
};
