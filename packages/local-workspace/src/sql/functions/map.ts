import type { SparkType } from "../types.ts";
import { array, letIn } from "./array.ts";
import {
  arrayOf,
  BOOLEAN,
  type Built,
  constant,
  constantInt,
  custom,
  INT,
  mapOf,
  mismatch,
  STRING,
  unsupported,
  VOID,
} from "./define.ts";
import { duckType, quoteString } from "./duck-type.ts";
import { plainPattern } from "./regex.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

type MapType = Extract<SparkType, { kind: "map" }>;

function map(arg: Argument, call: Call): { sql: string; type: MapType } {
  if (arg.type.kind === "map") return { sql: arg.sql, type: arg.type };
  if (arg.type.kind === "void")
    return { sql: "CAST(NULL AS MAP(INTEGER, INTEGER))", type: { kind: "map", key: VOID, value: VOID } };
  return mismatch(
    call,
    `the parameter requires the "MAP" type, but it has the type "${arg.type.kind.toUpperCase()}".`,
  );
}

/** A map of these lists, checked for NULL and repeated keys as Spark does. */
const made = (keys: string, values: string, type: SparkType): string =>
  `CAST(sp_map(${keys}, ${values}) AS ${duckType(type)})`;

function makeMap(args: Argument[], call: Call): Built {
  if (args.length % 2) {
    return call.fail(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
      "42605",
      `The \`map\` requires 2n (n > 0) parameters but the actual number is ${args.length}.`,
    );
  }
  if (args.length === 0)
    return { sql: "CAST(MAP([], []) AS MAP(INTEGER, INTEGER))", type: mapOf(VOID, VOID) };
  const keys = call.unify(args.filter((_, i) => i % 2 === 0));
  const values = call.unify(args.filter((_, i) => i % 2 === 1));
  const type = mapOf(keys.type, values.type);
  const list = (items: Argument[]): string => `[${items.map((a) => a.sql).join(", ")}]`;
  return { sql: made(list(keys.args), list(values.args), type), type };
}

/** A lambda `(k, v) -> …` over a map's entries: the engine's lambda over structs with key and value. */
function overEntries(arg: Argument, type: MapType, call: Call): { sql: string; type: SparkType } {
  const lambda = arg.lambda ?? mismatch(call, "the parameter requires a lambda function.");
  const body = lambda.body([type.key, type.value]);
  const [k, v] = lambda.parameters;
  return { sql: `lambda e: ${letIn(k!, "e.key", letIn(v!, "e.value", body.sql))}`, type: body.type };
}

function concat(args: Argument[], call: Call): Built {
  const { type, args: maps } = call.unify(args.map((a) => ({ ...a, ...map(a, call) })));
  const join = (part: string): string =>
    maps.map((m) => `${part}(${m.sql})`).reduce((a, b) => `list_concat(${a}, ${b})`);
  const anyNull = maps.map((m) => `(${m.sql}) IS NULL`).join(" OR ");
  return {
    sql: `CASE WHEN ${anyNull} THEN NULL ELSE ${made(join("map_keys"), join("map_values"), type)} END`,
    type,
  };
}

function zipWith([left, right, lambda]: Argument[], call: Call): Built {
  const {
    type,
    args: [a, b],
  } = call.unify([map(left!, call), map(right!, call)]);
  const { key } = type as MapType;
  const f = lambda!.lambda ?? mismatch(call, "the parameter requires a lambda function.");
  const body = f.body([key, map(left!, call).type.value, map(right!, call).type.value]);
  const [k, x, y] = f.parameters;
  const keys = `sp_array_union(map_keys(${a!.sql}), map_keys(${b!.sql}))`;
  const value = letIn(k!, "n", letIn(x!, `(${a!.sql})[n]`, letIn(y!, `(${b!.sql})[n]`, body.sql)));
  const out = mapOf(key, body.type);
  return {
    sql: `CASE WHEN (${a!.sql}) IS NULL OR (${b!.sql}) IS NULL THEN NULL ELSE ${made(keys, `list_transform(${keys}, lambda n: ${value})`, out)} END`,
    type: out,
  };
}

function strToMap([text, pairs, keyValue]: Argument[], call: Call): Built {
  const plain = (arg: Argument | undefined, otherwise: string): string => {
    const value = arg ? constant(arg, call, "delimiter") : otherwise;
    const found = typeof value === "string" ? plainPattern(value) : undefined;
    return found
      ? quoteString(found)
      : unsupported(call, "str_to_map with a delimiter that is a regular expression");
  };
  const [p, kv] = [plain(pairs, ","), plain(keyValue, ":")];
  const type = mapOf(STRING, STRING);
  const split = `list_transform(string_split(${call.coerce(text!, STRING).sql}, ${p}), lambda p: sp_split_limit(string_split(p, ${kv}), ${kv}, 2))`;
  const parts = letIn(
    "s",
    split,
    made("list_transform(s, lambda p: p[1])", "list_transform(s, lambda p: p[2])", type),
  );
  return { sql: parts, type };
}

/* Generators: a list of structs, one for each row. */

const generator = (
  names: string,
  arity: readonly [number, number],
  build: (args: Argument[], call: Call) => Built,
): FunctionSpec => custom(names, arity, build, "generator");

const rows = (fields: [name: string, type: SparkType][]): SparkType =>
  arrayOf({ kind: "struct", fields: fields.map(([name, type]) => ({ name, type })) });

function explode(positions: boolean) {
  return ([x]: Argument[], call: Call): Built => {
    const pos = positions ? "pos := CAST(i - 1 AS INTEGER), " : "";
    const fields: [string, SparkType][] = positions ? [["pos", INT]] : [];
    if (x!.type.kind === "map") {
      return {
        sql: `list_transform(map_entries(${x!.sql}), lambda e, i: struct_pack(${pos}"key" := e.key, "value" := e.value))`,
        type: rows([...fields, ["key", x!.type.key], ["value", x!.type.value]]),
      };
    }
    const list = array(x!, call);
    return {
      sql: `list_transform(${list.sql}, lambda e, i: struct_pack(${pos}col := e))`,
      type: rows([...fields, ["col", list.type.element]]),
    };
  };
}

function inline([x]: Argument[], call: Call): Built {
  const list = array(x!, call);
  if (list.type.element.kind !== "struct")
    return mismatch(call, `the parameter requires the "ARRAY<STRUCT>" type.`);
  return { sql: list.sql, type: list.type };
}

function stack([count, ...values]: Argument[], call: Call): Built {
  const n = constantInt(count, call, "number of rows");
  if (!n || n < 1) return mismatch(call, "the number of rows must be a positive constant.");
  const width = Math.ceil(values.length / n);
  const columns = Array.from({ length: width }, (_, c) => {
    const cells = Array.from(
      { length: n },
      (_, r) => values[r * width + c] ?? { sql: "NULL", type: VOID, literal: null },
    );
    return call.unify(cells);
  });
  const structs = Array.from(
    { length: n },
    (_, r) =>
      `struct_pack(${columns.map((c, i) => `col${i} := CAST(${c.args[r]!.sql} AS ${duckType(c.type)})`).join(", ")})`,
  );
  return { sql: `[${structs.join(", ")}]`, type: rows(columns.map((c, i) => [`col${i}`, c.type])) };
}

export const maps: FunctionSpec[] = [
  custom("map", [0, 255], makeMap),
  custom("map_keys", [1, 1], ([m], call) => {
    const x = map(m!, call);
    return { sql: `map_keys(${x.sql})`, type: arrayOf(x.type.key) };
  }),
  custom("map_values", [1, 1], ([m], call) => {
    const x = map(m!, call);
    return { sql: `map_values(${x.sql})`, type: arrayOf(x.type.value) };
  }),
  custom("map_entries", [1, 1], ([m], call) => {
    const x = map(m!, call);
    return {
      sql: `map_entries(${x.sql})`,
      type: rows([
        ["key", x.type.key],
        ["value", x.type.value],
      ]),
    };
  }),
  custom("map_contains_key", [2, 2], ([m, k], call) => {
    const x = map(m!, call);
    return { sql: `list_contains(map_keys(${x.sql}), ${call.coerce(k!, x.type.key).sql})`, type: BOOLEAN };
  }),
  custom("map_from_arrays", [2, 2], ([k, v], call) => {
    const [keys, values] = [array(k!, call), array(v!, call)];
    const type = mapOf(keys.type.element, values.type.element);
    return {
      sql: `CASE WHEN (${keys.sql}) IS NOT NULL AND (${values.sql}) IS NOT NULL THEN ${made(keys.sql, values.sql, type)} END`,
      type,
    };
  }),
  custom("map_from_entries", [1, 1], ([l], call) => {
    const list = array(l!, call);
    const entry = list.type.element;
    if (entry.kind !== "struct" || entry.fields.length !== 2)
      return mismatch(call, "the parameter requires an array of pairs.");
    const [k, v] = entry.fields;
    const pick = (name: string): string =>
      `list_transform(${list.sql}, lambda e: struct_extract(e, ${quoteString(name)}))`;
    const type = mapOf(k!.type, v!.type);
    return {
      sql: `CASE WHEN (${list.sql}) IS NOT NULL THEN ${made(pick(k!.name), pick(v!.name), type)} END`,
      type,
    };
  }),
  custom("map_concat", [1, 255], concat),
  custom("map_filter", [2, 2], ([m, f], call) => {
    const x = map(m!, call);
    const lambda = overEntries(f!, x.type, call);
    const kept = `list_filter(map_entries(${x.sql}), ${lambda.sql.replace(/^lambda e: /, "lambda e: coalesce(")}, false))`;
    return {
      sql: `CASE WHEN (${x.sql}) IS NOT NULL THEN CAST(map_from_entries(${kept}) AS ${duckType(x.type)}) END`,
      type: x.type,
    };
  }),
  custom("transform_values", [2, 2], ([m, f], call) => {
    const x = map(m!, call);
    const lambda = overEntries(f!, x.type, call);
    const type = mapOf(x.type.key, lambda.type);
    return {
      sql: `CASE WHEN (${x.sql}) IS NOT NULL THEN ${made(`map_keys(${x.sql})`, `list_transform(map_entries(${x.sql}), ${lambda.sql})`, type)} END`,
      type,
    };
  }),
  custom("transform_keys", [2, 2], ([m, f], call) => {
    const x = map(m!, call);
    const lambda = overEntries(f!, x.type, call);
    const type = mapOf(lambda.type, x.type.value);
    return {
      sql: `CASE WHEN (${x.sql}) IS NOT NULL THEN ${made(`list_transform(map_entries(${x.sql}), ${lambda.sql})`, `map_values(${x.sql})`, type)} END`,
      type,
    };
  }),
  custom("map_zip_with", [3, 3], zipWith),
  custom("str_to_map", [1, 3], strToMap),
  generator("explode explode_outer", [1, 1], explode(false)),
  generator("posexplode posexplode_outer", [1, 1], explode(true)),
  generator("inline inline_outer", [1, 1], inline),
  generator("stack", [2, 255], stack),
];

export const mapMacros: [string, string][] = [
  [
    "sp_map(k, v)",
    "CASE WHEN len(list_filter(k, lambda x: x IS NULL)) > 0 THEN error('[NULL_MAP_KEY] Cannot use null as map key. SQLSTATE: 2200E') WHEN len(k) <> len(v) THEN error('[MAP_KEY_VALUE_DIFF_SIZES] The key array and value array of a map must have the same length. SQLSTATE: 22023') WHEN len(k) <> len(list_distinct(k)) THEN error('[DUPLICATED_MAP_KEY] Duplicate map key ' || CAST(list_filter(k, lambda x, i: list_position(k, x) < i)[1] AS VARCHAR) || ' was found, please check the input data. SQLSTATE: 23505') ELSE map(k, v) END",
  ],
];
