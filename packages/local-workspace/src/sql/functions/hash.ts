import type { SparkType } from "../types.ts";
import { BIGINT, BINARY, type Built, custom, INT, STRING, unsupported } from "./define.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

type Family = "hash" | "xxhash64";

/** The engine function that hashes values of a type, and the value in the form it takes. */
function scalarHash(sql: string, type: SparkType): [kind: string, value: string] | undefined {
  switch (type.kind) {
    case "boolean":
    case "tinyint":
    case "smallint":
    case "int":
      return ["int", `CAST(${sql} AS INTEGER)`];
    case "date":
      return ["int", `CAST(${sql} - DATE '1970-01-01' AS INTEGER)`];
    case "bigint":
      return ["long", sql];
    case "timestamp":
    case "timestamp_ntz":
      return ["long", `epoch_us(${sql})`];
    case "float":
      return ["float", `CAST(${sql} AS DOUBLE)`];
    case "double":
      return ["double", sql];
    case "string":
      return ["text", sql];
    case "binary":
      return ["bytes", sql];
    case "decimal": {
      const units = `replace(CAST(${sql} AS VARCHAR), '.', '')`;
      return type.precision <= 18 ? ["long", `CAST(${units} AS BIGINT)`] : ["whole", units];
    }
    case "interval":
      return type.unit === "year-month"
        ? ["int", `CAST(spark_interval_months(${sql}) AS INTEGER)`]
        : ["long", `CAST(spark_interval_us(${sql}) AS BIGINT)`];
    default:
      return undefined;
  }
}

function hashed(sql: string, type: SparkType, seed: string, family: Family, call: Call): string {
  if (type.kind === "void") return seed;
  const scalar = scalarHash(sql, type);
  if (scalar) return `js_${family}_${scalar[0]}(${scalar[1]}, ${seed})`;
  switch (type.kind) {
    case "struct": {
      const folded = type.fields.reduce(
        (h, f, i) => hashed(`struct_extract_at(${sql}, ${i + 1})`, f.type, h, family, call),
        seed,
      );
      return `CASE WHEN ${sql} IS NULL THEN ${seed} ELSE ${folded} END`;
    }
    case "array": {
      const element = scalarHash("x_", type.element);
      if (!element) return unsupported(call, `${call.name} of an array of ${type.element.kind} values`);
      const text = element[0] === "bytes" ? `hex(${element[1]})` : `CAST(${element[1]} AS VARCHAR)`;
      return `js_${family}_list(list_transform(${sql}, lambda x_: ${text}), '${element[0]}', ${seed})`;
    }
    case "map":
    case "variant":
      return call.fail(
        `DATATYPE_MISMATCH.HASH_${type.kind.toUpperCase()}_TYPE`,
        "42K09",
        `Cannot resolve "${call.name}" due to data type mismatch: Input to the function \`${call.name}\` cannot contain elements of the "${type.kind.toUpperCase()}" type.`,
      );
    default:
      return unsupported(call, `${call.name} of the type ${type.kind}`);
  }
}

const family = (name: Family, type: SparkType): FunctionSpec =>
  custom(name, [0, 255], (args, call) => {
    if (args.length === 0)
      return call.fail(
        "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
        "42605",
        `The \`${name}\` requires > 0 parameters but the actual number is 0.`,
      );
    const start = type.kind === "int" ? "CAST(42 AS INTEGER)" : "CAST(42 AS BIGINT)";
    return { sql: args.reduce((h, a) => hashed(a.sql, a.type, h, name, call), start), type };
  });

const bytesOf = (arg: Argument, call: Call): string =>
  arg.type.kind === "binary" ? arg.sql : `encode(${call.coerce(arg, STRING).sql})`;
const text = (arg: Argument | undefined, call: Call, missing: string): string =>
  arg ? call.coerce(arg, STRING).sql : missing;

const NO_BYTES = "''::BLOB";

function encrypt([expr, key, mode, padding, iv, aad]: Argument[], call: Call): Built {
  const options = `${text(mode, call, "'GCM'")}, ${text(padding, call, "'DEFAULT'")}`;
  const [start, extra] = [iv, aad].map((a) => (a ? bytesOf(a, call) : NO_BYTES));
  return {
    sql: `js_aes_encrypt(${bytesOf(expr!, call)}, ${bytesOf(key!, call)}, ${options}, ${start}, ${extra})`,
    type: BINARY,
  };
}

const decrypt = (name: string): FunctionSpec =>
  custom(name, [2, 5], ([expr, key, mode, padding, aad], call) => ({
    sql: `js_${name}(${bytesOf(expr!, call)}, ${bytesOf(key!, call)}, ${text(mode, call, "'GCM'")}, ${text(padding, call, "'DEFAULT'")}, ${aad ? bytesOf(aad, call) : NO_BYTES})`,
    type: BINARY,
  }));

export const hashFunctions: FunctionSpec[] = [
  family("hash", INT),
  family("xxhash64", BIGINT),
  custom("sha2", [2, 2], ([x, bits], call) => {
    const length = call.coerce(bits!, INT);
    return {
      sql:
        length.literal === 256n || length.literal === 0n
          ? `sha256(${bytesOf(x!, call)})`
          : `js_sha2(${bytesOf(x!, call)}, ${length.sql})`,
      type: STRING,
    };
  }),
  custom("aes_encrypt", [2, 6], encrypt),
  decrypt("aes_decrypt"),
  decrypt("try_aes_decrypt"),
];
