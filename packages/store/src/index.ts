export { StoreError, type StoreErrorCode } from "./errors.ts";
export { openStore } from "./open-store.ts";
export type * from "./store.ts";
