import type { Cursor } from "../parser/cursor.ts";
import type { Plan } from "../types.ts";
import { alter } from "./alter.ts";
import { copyInto } from "./copy-into.ts";
import { createTable } from "./create-table.ts";
import { describe } from "./describe.ts";
import { dropTable } from "./drop.ts";
import { explain } from "./explain.ts";
import { createFunction, dropFunction } from "./function.ts";
import { deny, grant } from "./grants.ts";
import { insert } from "./insert.ts";
import { merge } from "./merge.ts";
import { commentOn, createCatalog, createSchema, createVolume, dropNamespace, use } from "./namespace.ts";
import { optimize } from "./optimize.ts";
import { createOwnPipeline, dropMaterializedView } from "./own-pipeline.ts";
import type { Planner } from "./planner.ts";
import { restore } from "./restore.ts";
import { declare, dropVariable, executeImmediate, reset, set } from "./session.ts";
import { show } from "./show.ts";
import { tagStatement } from "./tags.ts";
import { deleteFrom, truncate, update } from "./update.ts";
import { analyzeTable, cache, clearCache, fileStatement, refresh, repair, uncache } from "./utility.ts";
import { vacuum } from "./vacuum.ts";
import { createView } from "./view.ts";

export interface Handler {
  words: string[];
  run: (c: Cursor, planner: Planner) => Promise<Plan>;
}

/** By leading words; the first that fits runs, so longer ones come first. */
export const handlers: Handler[] = [
  { words: ["CREATE", "TABLE"], run: createTable },
  { words: ["CREATE", "OR", "REPLACE", "TABLE"], run: createTable },
  { words: ["REPLACE", "TABLE"], run: createTable },
  { words: ["DROP", "TABLE"], run: dropTable },
  { words: ["DROP", "VIEW"], run: dropTable },
  { words: ["INSERT"], run: insert },
  { words: ["UPDATE"], run: update },
  { words: ["DELETE"], run: deleteFrom },
  { words: ["TRUNCATE"], run: truncate },
  { words: ["MERGE"], run: merge },
  { words: ["CREATE", "FUNCTION"], run: createFunction },
  { words: ["CREATE", "OR", "REPLACE", "FUNCTION"], run: createFunction },
  { words: ["CREATE", "OR", "REPLACE", "TEMPORARY", "FUNCTION"], run: createFunction },
  { words: ["CREATE", "OR", "REPLACE", "TEMP", "FUNCTION"], run: createFunction },
  { words: ["CREATE", "TEMPORARY", "FUNCTION"], run: createFunction },
  { words: ["CREATE", "TEMP", "FUNCTION"], run: createFunction },
  { words: ["DROP", "FUNCTION"], run: dropFunction },
  { words: ["DROP", "TEMPORARY", "FUNCTION"], run: dropFunction },
  { words: ["DROP", "TEMP", "FUNCTION"], run: dropFunction },
  { words: ["CREATE", "VIEW"], run: createView },
  { words: ["CREATE", "OR", "REPLACE", "VIEW"], run: createView },
  { words: ["CREATE", "OR", "REPLACE", "TEMP"], run: createView },
  { words: ["CREATE", "OR", "REPLACE", "TEMPORARY"], run: createView },
  { words: ["CREATE", "OR", "REPLACE", "GLOBAL"], run: createView },
  { words: ["CREATE", "OR", "REPLACE", "MATERIALIZED"], run: createOwnPipeline },
  { words: ["CREATE", "OR", "REFRESH"], run: createOwnPipeline },
  { words: ["CREATE", "GLOBAL"], run: createView },
  { words: ["CREATE", "MATERIALIZED"], run: createOwnPipeline },
  { words: ["CREATE", "STREAMING"], run: createOwnPipeline },
  { words: ["DROP", "MATERIALIZED", "VIEW"], run: dropMaterializedView },
  { words: ["CREATE", "TEMP"], run: createView },
  { words: ["CREATE", "TEMPORARY"], run: createView },
  { words: ["CREATE", "CATALOG"], run: createCatalog },
  { words: ["CREATE", "FOREIGN"], run: createCatalog },
  { words: ["CREATE", "SCHEMA"], run: createSchema },
  { words: ["CREATE", "DATABASE"], run: createSchema },
  { words: ["CREATE", "VOLUME"], run: createVolume },
  { words: ["CREATE", "EXTERNAL", "VOLUME"], run: createVolume },
  { words: ["DROP", "CATALOG"], run: dropNamespace },
  { words: ["DROP", "SCHEMA"], run: dropNamespace },
  { words: ["DROP", "DATABASE"], run: dropNamespace },
  { words: ["DROP", "VOLUME"], run: dropNamespace },
  { words: ["USE"], run: use },
  { words: ["COMMENT", "ON"], run: commentOn },
  { words: ["ALTER"], run: alter },
  { words: ["SHOW"], run: show },
  { words: ["DESCRIBE"], run: describe },
  { words: ["DESC"], run: describe },
  { words: ["EXPLAIN"], run: explain },
  { words: ["COPY", "INTO"], run: copyInto },
  { words: ["GRANT"], run: grant },
  { words: ["REVOKE"], run: grant },
  { words: ["DENY"], run: deny },
  { words: ["SET", "TAG"], run: tagStatement },
  { words: ["UNSET", "TAG"], run: tagStatement },
  { words: ["CACHE"], run: cache },
  { words: ["UNCACHE"], run: uncache },
  { words: ["CLEAR", "CACHE"], run: clearCache },
  { words: ["REFRESH"], run: refresh },
  { words: ["MSCK"], run: repair },
  { words: ["FSCK"], run: repair },
  { words: ["REPAIR"], run: repair },
  { words: ["ANALYZE"], run: analyzeTable },
  { words: ["LIST"], run: fileStatement },
  { words: ["PUT"], run: fileStatement },
  { words: ["GET"], run: fileStatement },
  { words: ["REMOVE"], run: fileStatement },
  { words: ["SET"], run: set },
  { words: ["RESET"], run: reset },
  { words: ["DECLARE"], run: declare },
  { words: ["DROP", "VARIABLE"], run: dropVariable },
  { words: ["DROP", "TEMPORARY", "VARIABLE"], run: dropVariable },
  { words: ["OPTIMIZE"], run: optimize },
  { words: ["VACUUM"], run: vacuum },
  { words: ["RESTORE"], run: restore },
  { words: ["EXECUTE", "IMMEDIATE"], run: executeImmediate },
];
