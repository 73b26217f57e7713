export { DialectError } from "./dialect-error.ts";
export { mapEngineError } from "./engine-errors.ts";
export { engineName, engineSchema, engineTable } from "./engine-name.ts";
export { planStatement } from "./plan.ts";
export { enginePrelude } from "./plan-prelude.ts";
export { engineType, formatType, parseType, typeJson, typeName } from "./spark-type.ts";
export { splitStatements } from "./split.ts";
export type * from "./types.ts";
export { toWireSql } from "./wire.ts";
