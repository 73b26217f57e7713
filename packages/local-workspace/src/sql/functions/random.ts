import { type Built, custom, DOUBLE, isIntegral, mismatch, STRING, unsupported } from "./define.ts";
import { duckType } from "./duck-type.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

/** With a seed Databricks gives the same values each time; they cannot be made here. */
const seedless = (seed: Argument | undefined, call: Call): void => {
  if (seed) unsupported(call, `${call.name} with a seed`);
};

function uniform([low, high, seed]: Argument[], call: Call): Built {
  seedless(seed, call);
  const { type, args } = call.unify([low!, high!]);
  const [a, b] = args as [Argument, Argument];
  if (isIntegral(type))
    return { sql: `CAST(floor(${a.sql} + random() * (${b.sql} - ${a.sql})) AS ${duckType(type)})`, type };
  if (type.kind !== "decimal" && type.kind !== "double" && type.kind !== "float")
    return mismatch(call, "the bounds require a numeric type.");
  const drawn = `CAST(${a.sql} AS DOUBLE) + random() * (CAST(${b.sql} AS DOUBLE) - CAST(${a.sql} AS DOUBLE))`;
  return { sql: `CAST(${drawn} AS ${duckType(type)})`, type };
}

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

export const randoms: FunctionSpec[] = [
  custom("uniform", [2, 3], uniform),
  custom("randn", [0, 1], ([seed], call) => {
    seedless(seed, call);
    return { sql: "(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))", type: DOUBLE };
  }),
  custom("randstr", [1, 2], ([length, seed], call) => {
    seedless(seed, call);
    const n = length!.literal;
    if (n === undefined) return unsupported(call, "randstr of a length that is not a constant");
    if (n === null || Number(n) < 0)
      return call.fail(
        "INVALID_PARAMETER_VALUE.LENGTH",
        "22023",
        `The value of parameter(s) \`length\` in \`randstr\` is invalid: Expects \`length\` greater than or equal to 0, but got ${String(n)}.`,
      );
    return {
      sql: `array_to_string(list_transform(range(${Number(n)}), lambda i: substring('${ALPHABET}', CAST(floor(random() * ${ALPHABET.length}) AS INTEGER) + 1, 1)), '')`,
      type: STRING,
    };
  }),
  custom("shuffle", [1, 2], ([list, seed], call) => {
    seedless(seed, call);
    if (list!.type.kind !== "array") return mismatch(call, `the parameter requires the "ARRAY" type.`);
    return {
      sql: `list_transform(list_sort(list_transform(${list!.sql}, lambda x: struct_pack(r := random(), x := x))), lambda s: s.x)`,
      type: list!.type,
    };
  }),
];
