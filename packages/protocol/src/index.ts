export * from "./api.ts";
export * from "./errors.ts";
export * from "./events.ts";
export * from "./reduce.ts";
export * from "./tool-details.ts";
export * from "./wire.ts";
