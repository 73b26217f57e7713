import { toInstant, toLocal } from "../analyse/cast.ts";
import { displayType } from "../spark-type.ts";
import type { SparkType } from "../types.ts";
import {
  arrayOf,
  BIGINT,
  BOOLEAN,
  type Built,
  custom,
  INT,
  isIntegral,
  mismatch,
  raise,
  STRING,
  unsupported,
  VOID,
} from "./define.ts";
import { duckType, quoteIdentifier } from "./duck-type.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

type ArrayArgument = Argument & { type: { kind: "array"; element: SparkType } };

/** The argument as an array; NULL is an array of NULLs. */
export function array(arg: Argument, call: Call): ArrayArgument {
  if (arg.type.kind === "array") return arg as ArrayArgument;
  if (arg.type.kind === "void")
    return { ...call.coerce(arg, arrayOf(VOID)), type: { kind: "array", element: VOID } };
  return mismatch(
    call,
    `the parameter requires the "ARRAY" type, but it has the type "${arg.type.kind.toUpperCase()}".`,
  );
}

/** `let name = value in body`, evaluated once. */
export const letIn = (name: string, value: string, body: string): string =>
  `list_transform([${value}], lambda ${name}: ${body})[1]`;

/** An array that must have a type: a bare NULL is refused. */
function typedArray(arg: Argument, call: Call): ArrayArgument {
  return arg.type.kind === "void"
    ? mismatch(call, `the parameter requires the "ARRAY" type, but it has the type "VOID".`)
    : array(arg, call);
}

function lambdaOf(arg: Argument, call: Call): NonNullable<Argument["lambda"]> {
  return arg.lambda ?? mismatch(call, "the parameter requires a lambda function.");
}

/**
 * The engine's lambda over one list: `(x)` or `(x, i)`, where Spark counts i from 0 as INT.
 * `shape` makes the result from the body.
 */
function each(
  arg: Argument,
  element: SparkType,
  call: Call,
  shape: (body: string) => string = (b) => b,
): { sql: string; type: SparkType } {
  const lambda = lambdaOf(arg, call);
  const body = lambda.body([element, INT]);
  const [x, i] = lambda.parameters;
  if (!i) return { sql: `lambda ${x}: ${shape(body.sql)}`, type: body.type };
  return {
    sql: `lambda ${x}, ${i}_raw: ${letIn(i, `CAST(${i}_raw - 1 AS INTEGER)`, shape(body.sql))}`,
    type: body.type,
  };
}

const predicate = (arg: Argument, element: SparkType, call: Call): string => {
  const { sql, type } = each(arg, element, call);
  if (type.kind !== "boolean" && type.kind !== "void")
    mismatch(call, `the lambda requires the "BOOLEAN" type.`);
  return sql;
};

/** The array and a value of its element type, both of the common type. */
function withElement(
  list: Argument,
  value: Argument,
  call: Call,
  needsValue = false,
): { list: string; value: string; type: SparkType } {
  const a = typedArray(list, call);
  if (needsValue && value.type.kind === "void") {
    return call.fail(
      "DATATYPE_MISMATCH.NULL_TYPE",
      "42K09",
      `Cannot resolve "${call.name}" due to data type mismatch: Null typed values cannot be used as arguments.`,
    );
  }
  const kinds = [a.type.element.kind, value.type.kind];
  if (kinds.includes("string") && kinds.some((k) => k !== "string" && k !== "void"))
    return call.fail(
      "DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES",
      "42K09",
      `Cannot resolve "${call.name}" due to data type mismatch: the element has the type "${displayType(value.type)}", and the array is of "${displayType(a.type.element)}".`,
    );
  const { type, args } = call.unify([a, { sql: `[${value.sql}]`, type: arrayOf(value.type) }]);
  const element = (type as ArrayArgument["type"]).element;
  return { list: args[0]!.sql, value: call.coerce(value, element).sql, type };
}

function many(args: Argument[], call: Call): { lists: string[]; type: SparkType } {
  const lists = args.map((a) => array(a, call));
  const kinds = lists.map((l) => (l.type.kind === "array" ? l.type.element.kind : l.type.kind));
  if (kinds.includes("string") && kinds.some((k) => k !== "string" && k !== "void"))
    call.fail(
      "DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES",
      "42K09",
      `Cannot resolve "${call.name}" due to data type mismatch: The input to function \`${call.name}\` should have been two "ARRAY" with same element type.`,
    );
  const { type, args: same } = call.unify(lists);
  return { lists: same.map((a) => a.sql), type };
}

const anyNull = (lists: string[]): string => lists.map((l) => `(${l}) IS NULL`).join(" OR ");

const two = (name: string, macro: string, result?: SparkType): FunctionSpec =>
  custom(name, [2, 2], (args, call) => {
    const { lists, type } = many(args, call);
    return { sql: `${macro}(${lists.join(", ")})`, type: result ?? type };
  });

const one = (
  name: string,
  emit: (l: string) => string,
  result?: (t: ArrayArgument["type"]) => SparkType,
): FunctionSpec =>
  custom(name, [1, 1], ([l], call) => {
    const list = array(l!, call);
    return { sql: emit(list.sql), type: result ? result(list.type) : list.type };
  });

function size([x]: Argument[], call: Call): Built {
  if (x!.type.kind === "map") return { sql: `CAST(cardinality(${x!.sql}) AS INTEGER)`, type: INT };
  return { sql: `CAST(len(${array(x!, call).sql}) AS INTEGER)`, type: INT };
}

function elementAt(lenient: boolean) {
  return ([c, key]: Argument[], call: Call): Built => {
    if (c!.type.kind === "map")
      return { sql: `(${c!.sql})[${call.coerce(key!, c!.type.key).sql}]`, type: c!.type.value };
    const list = array(c!, call);
    return {
      sql: `${lenient ? "sp_try_element_at" : "sp_element_at"}(${list.sql}, ${call.coerce(key!, INT).sql})`,
      type: list.type.element,
    };
  };
}

function compare([l, lambda]: Argument[], call: Call): Built {
  const list = array(l!, call);
  if (!lambda) return { sql: `list_sort(${list.sql}, 'ASC', 'NULLS LAST')`, type: list.type };
  const f = lambdaOf(lambda, call);
  const body = f.body([list.type.element, list.type.element]);
  const [a, b] = f.parameters;
  const compared = `coalesce(${body.sql}, ${raise("COMPARATOR_RETURNS_NULL", "22004", "The comparator has returned a NULL for a comparison.")})`;
  const order = (left: string, right: string): string =>
    letIn(a!, `s[${left}]`, letIn(b!, `s[${right}]`, compared));
  // Each element's place is the number of elements that go before it.
  const rank = `len(list_filter(range(1, len(s) + 1), lambda j: CASE WHEN i = j THEN false WHEN j < i THEN ${order("j", "i")} <= 0 ELSE ${order("j", "i")} < 0 END))`;
  const ranked = `list_sort(list_transform(range(1, len(s) + 1), lambda i: struct_pack(r := ${rank}, i := i)))`;
  return { sql: letIn("s", list.sql, `list_transform(${ranked}, lambda p: s[p.i])`), type: list.type };
}

function sortArray([l, ascending]: Argument[], call: Call): Built {
  const list = array(l!, call);
  if (!ascending || ascending.literal === true)
    return { sql: `list_sort(${list.sql}, 'ASC', 'NULLS FIRST')`, type: list.type };
  if (ascending.literal !== false)
    return unsupported(call, "sort_array with an order that is not a constant");
  return { sql: `list_sort(${list.sql}, 'DESC', 'NULLS LAST')`, type: list.type };
}

function aggregate([l, zero, merge, finish]: Argument[], call: Call): Built {
  const list = typedArray(l!, call);
  const f = lambdaOf(merge!, call);
  const type = zero!.type;
  const body = f.body([type, list.type.element]);
  const merged = call.coerce({ sql: body.sql, type: body.type }, type).sql;
  const [acc, x] = f.parameters;
  const engine = duckType(type);
  const empty = `CAST(NULL AS ${duckType(list.type.element)})`;
  const step = letIn(
    acc!,
    "p.a",
    letIn(x!, "q.x", `struct_pack(a := CAST(${merged} AS ${engine}), x := ${empty})`),
  );
  const items = `list_transform(${list.sql}, lambda e: struct_pack(a := CAST(NULL AS ${engine}), x := e))`;
  const sql = `(list_reduce(${items}, lambda p, q: ${step}, struct_pack(a := CAST(${zero!.sql} AS ${engine}), x := ${empty}))).a`;
  if (!finish) return { sql, type };
  const g = lambdaOf(finish, call);
  const done = g.body([type]);
  return {
    sql: `CASE WHEN (${list.sql}) IS NOT NULL THEN ${letIn(g.parameters[0]!, sql, done.sql)} END`,
    type: done.type,
  };
}

function zipWith([left, right, lambda]: Argument[], call: Call): Built {
  const [a, b] = [array(left!, call), array(right!, call)];
  const f = lambdaOf(lambda!, call);
  const body = f.body([a.type.element, b.type.element]);
  const [x, y] = f.parameters;
  const item = letIn(x!, "l[n]", letIn(y!, "r[n]", body.sql));
  const zipped = `CASE WHEN l IS NULL OR r IS NULL THEN NULL ELSE list_transform(range(1, greatest(len(l), len(r)) + 1), lambda n: ${item}) END`;
  return { sql: letIn("l", a.sql, letIn("r", b.sql, zipped)), type: arrayOf(body.type) };
}

function zip(args: Argument[], call: Call): Built {
  const lists = args.map((a) => array(a, call));
  const names = args.map((a, i) => a.name ?? String(i));
  const longest = `greatest(${lists.map((l) => `len(${l.sql})`).join(", ")})`;
  const fields = lists.map((l, i) => `${quoteIdentifier(names[i]!)} := (${l.sql})[n]`);
  return {
    sql: `CASE WHEN ${anyNull(lists.map((l) => l.sql))} THEN NULL ELSE list_transform(range(1, ${lists.length > 1 ? longest : `len(${lists[0]!.sql})`} + 1), lambda n: struct_pack(${fields.join(", ")})) END`,
    type: arrayOf({
      kind: "struct",
      fields: lists.map((l, i) => ({ name: names[i]!, type: l.type.element })),
    }),
  };
}

function sequence([from, to, step]: Argument[], call: Call): Built {
  if (isIntegral(from!.type)) {
    const { type, args } = call.unify(step ? [from!, to!, step] : [from!, to!]);
    const [a, b, s] = args.map((v) => `CAST(${v.sql} AS BIGINT)`);
    return {
      sql: `CAST(sp_sequence(${a}, ${b}, ${s ?? `CASE WHEN ${a} <= ${b} THEN 1 ELSE -1 END`}) AS ${duckType(arrayOf(type))})`,
      type: arrayOf(type),
    };
  }
  const {
    type,
    args: [a, b],
  } = call.unify([from!, to!]);
  if (type.kind !== "date" && type.kind !== "timestamp" && type.kind !== "timestamp_ntz")
    return mismatch(call, "sequence requires numbers, dates or timestamps.");
  if (step && step.type.kind !== "interval") return mismatch(call, "the step requires an interval.");
  const local = (v: string): string =>
    type.kind === "timestamp" ? toLocal(v, call.timeZone) : `CAST(${v} AS TIMESTAMP)`;
  const backwards = `CASE WHEN ${a!.sql} <= ${b!.sql} THEN 1 ELSE -1 END`;
  const list =
    step?.type.kind === "interval" && step.type.unit === "year-month"
      ? `sp_sequence_months(${local(a!.sql)}, ${local(b!.sql)}, spark_interval_months(${step.sql}))`
      : `sp_sequence_micros(${local(a!.sql)}, ${local(b!.sql)}, ${step ? `spark_interval_us(${step.sql})` : `86400000000 * ${backwards}`})`;
  const back = type.kind === "timestamp" ? toInstant("t", call.timeZone) : `CAST(t AS ${duckType(type)})`;
  return { sql: `list_transform(${list}, lambda t: ${back})`, type: arrayOf(type) };
}

export const arrays: FunctionSpec[] = [
  custom("array", [0, 255], (args, call) => {
    if (args.length === 0) return { sql: "CAST([] AS INTEGER[])", type: arrayOf(VOID) };
    const { type, args: items } = call.unify(args);
    return { sql: `[${items.map((a) => a.sql).join(", ")}]`, type: arrayOf(type) };
  }),
  custom("size cardinality", [1, 1], size),
  one(
    "array_size",
    (l) => `CAST(len(${l}) AS INTEGER)`,
    () => INT,
  ),
  custom("element_at", [2, 2], elementAt(false)),
  custom("try_element_at", [2, 2], elementAt(true)),
  custom("get", [2, 2], ([l, i], call) => {
    const list = array(l!, call);
    return { sql: `sp_get(${list.sql}, ${call.coerce(i!, INT).sql})`, type: list.type.element };
  }),
  custom("array_contains", [2, 2], ([l, v], call) => {
    const { list, value } = withElement(l!, v!, call, true);
    return { sql: `sp_array_contains(${list}, ${value})`, type: BOOLEAN };
  }),
  one("array_distinct", (l) => `sp_array_distinct(${l})`),
  two("array_union", "sp_array_union"),
  two("array_intersect", "sp_array_intersect"),
  two("array_except", "sp_array_except"),
  two("arrays_overlap", "sp_arrays_overlap", BOOLEAN),
  custom("array_join", [2, 3], ([l, sep, missing], call) => {
    const list = call.coerce(array(l!, call), arrayOf(STRING)).sql;
    const items = missing
      ? `list_transform(${list}, lambda v: coalesce(v, ${call.coerce(missing, STRING).sql}))`
      : list;
    return {
      sql: `CASE WHEN (${list}) IS NOT NULL THEN sp_join(${items}, ${call.coerce(sep!, STRING).sql}) END`,
      type: STRING,
    };
  }),
  custom("array_position", [2, 2], ([l, v], call) => {
    const { list, value } = withElement(l!, v!, call, true);
    return {
      sql: `CASE WHEN (${value}) IS NULL OR (${list}) IS NULL THEN NULL ELSE CAST(coalesce(list_position(${list}, ${value}), 0) AS BIGINT) END`,
      type: BIGINT,
    };
  }),
  custom("array_remove", [2, 2], ([l, v], call) => {
    const { list, value, type } = withElement(l!, v!, call, true);
    return {
      sql: `CASE WHEN (${value}) IS NOT NULL THEN list_filter(${list}, lambda v: v IS NULL OR v <> (${value})) END`,
      type,
    };
  }),
  custom("array_repeat", [2, 2], ([v, n], call) => ({
    sql: `list_transform(range(greatest(0, ${call.coerce(n!, INT).sql})), lambda i: ${v!.sql})`,
    type: arrayOf(v!.type),
  })),
  custom("array_sort", [1, 2], compare),
  custom("sort_array", [1, 2], sortArray),
  one(
    "array_min",
    (l) => `list_min(${l})`,
    (t) => t.element,
  ),
  one(
    "array_max",
    (l) => `list_max(${l})`,
    (t) => t.element,
  ),
  custom("array_append", [2, 2], ([l, v], call) => {
    const { list, value, type } = withElement(l!, v!, call);
    return { sql: `CASE WHEN (${list}) IS NOT NULL THEN list_append(${list}, ${value}) END`, type };
  }),
  custom("array_prepend", [2, 2], ([l, v], call) => {
    const { list, value, type } = withElement(l!, v!, call);
    return { sql: `CASE WHEN (${list}) IS NOT NULL THEN list_prepend(${value}, ${list}) END`, type };
  }),
  custom("array_insert", [3, 3], ([l, p, v], call) => {
    const { list, value, type } = withElement(l!, v!, call);
    return { sql: `sp_array_insert(${list}, ${call.coerce(p!, INT).sql}, ${value})`, type };
  }),
  one("array_compact", (l) => `list_filter(${l}, lambda v: v IS NOT NULL)`),
  custom("arrays_zip", [1, 255], zip),
  custom("flatten", [1, 1], ([l], call) => {
    const list = array(l!, call);
    if (list.type.element.kind !== "array")
      return mismatch(call, `the parameter requires the "ARRAY<ARRAY>" type.`);
    return {
      sql: `CASE WHEN list_bool_or(list_transform(${list.sql}, lambda v: v IS NULL)) THEN NULL ELSE flatten(${list.sql}) END`,
      type: list.type.element,
    };
  }),
  custom("slice", [3, 3], ([l, start, length], call) => {
    const list = array(l!, call);
    return {
      sql: `sp_slice(${list.sql}, ${call.coerce(start!, INT).sql}, ${call.coerce(length!, INT).sql})`,
      type: list.type,
    };
  }),
  custom("sequence", [2, 3], sequence),
  custom("transform", [2, 2], ([l, f], call) => {
    const list = typedArray(l!, call);
    const lambda = each(f!, list.type.element, call);
    return { sql: `list_transform(${list.sql}, ${lambda.sql})`, type: arrayOf(lambda.type) };
  }),
  custom("filter", [2, 2], ([l, f], call) => {
    const list = typedArray(l!, call);
    predicate(f!, list.type.element, call);
    return {
      sql: `list_filter(${list.sql}, ${each(f!, list.type.element, call, (b) => `coalesce(${b}, false)`).sql})`,
      type: list.type,
    };
  }),
  custom("exists", [2, 2], ([l, f], call) => {
    const list = typedArray(l!, call);
    return {
      sql: `sp_any(list_transform(${list.sql}, ${predicate(f!, list.type.element, call)}))`,
      type: BOOLEAN,
    };
  }),
  custom("forall", [2, 2], ([l, f], call) => {
    const list = typedArray(l!, call);
    return {
      sql: `sp_all(list_transform(${list.sql}, ${predicate(f!, list.type.element, call)}))`,
      type: BOOLEAN,
    };
  }),
  custom("aggregate reduce", [3, 4], aggregate),
  custom("zip_with", [3, 3], zipWith),
];

const outOfBounds = (i: string): string =>
  `error('[INVALID_ARRAY_INDEX_IN_ELEMENT_AT] The index ' || ${i} || ' is out of bounds. The array has ' || len(l) || ' elements. Use \`try_element_at\` to tolerate accessing element at invalid index and return NULL instead. SQLSTATE: 22003')`;
const zeroIndex = raise(
  "INVALID_INDEX_OF_ZERO",
  "22003",
  "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).",
);
const badSequence = raise(
  "INVALID_PARAMETER_VALUE.SEQUENCE",
  "22023",
  "The sequence boundaries are illegal for this step.",
);
const hasNull = (l: string): string => `len(list_filter(${l}, lambda v: v IS NULL)) > 0`;

export const arrayMacros: [string, string][] = [
  ["sp_get(l, i)", "CASE WHEN i >= 0 THEN l[CAST(i AS BIGINT) + 1] END"],
  ["sp_try_element_at(l, i)", `CASE WHEN i = 0 THEN ${zeroIndex} ELSE l[i] END`],
  [
    "sp_element_at(l, i)",
    `CASE WHEN i = 0 THEN ${zeroIndex} WHEN abs(CAST(i AS BIGINT)) > len(l) THEN ${outOfBounds("i")} ELSE l[i] END`,
  ],
  [
    "sp_array_contains(l, x)",
    `CASE WHEN l IS NULL OR x IS NULL THEN NULL WHEN list_contains(l, x) THEN true WHEN ${hasNull("l")} THEN NULL ELSE false END`,
  ],
  ["sp_array_distinct(l)", "list_filter(l, lambda v, i: list_position(l, v) = i)"],
  [
    "sp_array_union(a, b)",
    "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE sp_array_distinct(list_concat(a, b)) END",
  ],
  [
    "sp_array_intersect(a, b)",
    "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_filter(sp_array_distinct(a), lambda v: list_position(b, v) IS NOT NULL) END",
  ],
  [
    "sp_array_except(a, b)",
    "CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_filter(sp_array_distinct(a), lambda v: list_position(b, v) IS NULL) END",
  ],
  [
    "sp_arrays_overlap(a, b)",
    `CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN len(list_filter(a, lambda v: v IS NOT NULL AND list_contains(b, v))) > 0 THEN true WHEN len(a) > 0 AND len(b) > 0 AND (${hasNull("a")} OR ${hasNull("b")}) THEN NULL ELSE false END`,
  ],
  [
    "sp_array_insert(l, p, x)",
    `CASE WHEN p = 0 THEN ${zeroIndex} WHEN l IS NULL OR p IS NULL THEN NULL WHEN p > len(l) THEN list_append(list_concat(l, list_transform(range(p - len(l) - 1), lambda i: NULL)), x) WHEN p > 0 THEN list_concat(list_append(l[1:p - 1], x), l[p:]) WHEN -p <= len(l) + 1 THEN list_concat(list_append(l[1:len(l) + p + 1], x), l[len(l) + p + 2:]) ELSE list_concat(list_append(list_concat([x], list_transform(range(-p - len(l) - 2), lambda i: NULL)), NULL), l) END`,
  ],
  [
    "sp_slice(l, s, n)",
    `CASE WHEN s = 0 THEN ${raise("INVALID_PARAMETER_VALUE.START", "22023", "The value of parameter(s) `start` in `slice` is invalid: Expects a positive or a negative value for `start`, but got 0.")} WHEN n < 0 THEN ${raise("INVALID_PARAMETER_VALUE.LENGTH", "22023", "The value of parameter(s) `length` in `slice` is invalid: Expects `length` greater than or equal to 0.")} WHEN l IS NULL OR s IS NULL OR n IS NULL THEN NULL WHEN s > len(l) OR -s > len(l) OR n = 0 THEN l[1:0] WHEN s > 0 THEN l[s:CAST(s AS BIGINT) + n - 1] ELSE l[len(l) + s + 1:len(l) + s + n] END`,
  ],
  [
    "sp_sequence(a, b, s)",
    `CASE WHEN a IS NULL OR b IS NULL OR s IS NULL THEN NULL WHEN (s > 0 AND a <= b) OR (s < 0 AND a >= b) OR (s = 0 AND a = b) THEN CASE WHEN s = 0 THEN [a] ELSE generate_series(a, b, s) END ELSE ${badSequence} END`,
  ],
  [
    "sp_sequence_micros(a, b, s)",
    `CASE WHEN a IS NULL OR b IS NULL OR s IS NULL THEN NULL WHEN (s > 0 AND a <= b) OR (s < 0 AND a >= b) THEN list_transform(generate_series(epoch_us(a), epoch_us(b), CAST(s AS BIGINT)), lambda u: make_timestamp(u)) ELSE ${badSequence} END`,
  ],
  [
    "sp_sequence_months(a, b, s)",
    `CASE WHEN a IS NULL OR b IS NULL OR s IS NULL THEN NULL WHEN (s > 0 AND a <= b) OR (s < 0 AND a >= b) THEN list_filter(list_transform(range(CAST(abs(sp_month_key(b) - sp_month_key(a)) // abs(s) + 1 AS BIGINT)), lambda i: a + to_months(CAST(i * s AS INTEGER))), lambda t: CASE WHEN s > 0 THEN t <= b ELSE t >= b END) ELSE ${badSequence} END`,
  ],
  [
    "sp_any(l)",
    `CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, true) THEN true WHEN ${hasNull("l")} THEN NULL ELSE false END`,
  ],
  [
    "sp_all(l)",
    `CASE WHEN l IS NULL THEN NULL WHEN list_contains(l, false) THEN false WHEN ${hasNull("l")} THEN NULL ELSE true END`,
  ],
];
