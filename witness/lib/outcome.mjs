/** What a witness needs is not to be had on this machine: it is skipped by name, not failed. */
export class Unreachable extends Error {}

/** Exit codes of a witness. */
export const PASSED = 0;
export const FAILED = 1;
export const SKIPPED = 3;
