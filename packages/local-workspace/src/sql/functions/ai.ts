import { arrayOf, type Built, custom, FLOAT, mismatch, STRING, unsupported } from "./define.ts";
import { quoteIdentifier, quoteString } from "./duck-type.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

const text = (arg: Argument, call: Call): string => call.coerce(arg, STRING).sql;

/** The engine's call: the answer, or with `js_ai_outcome` JSON of the answer or its error. */
function request(call: Call, args: string, engine = "js_ai_answer"): string {
  if (!call.aiRun)
    return call.fail(
      "UNSUPPORTED_BY_LOCAL_WORKSPACE",
      "0A000",
      `The function \`${call.name}\` needs a language model, and here is none. Start the local workspace with one (ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL of any server of the Messages API) and run it as a statement of a warehouse or notebook.`,
    );
  return `${engine}(${quoteString(call.aiRun)}, ${quoteString(call.name.toLowerCase())}, ${args})`;
}

/** NULL where one of the texts is NULL: the model is not asked. */
const texts = (args: readonly string[]): string =>
  `CASE WHEN ${args.map((a) => `(${a}) IS NOT NULL`).join(" AND ")} THEN [${args.join(", ")}] END`;

const simple = (name: string, least: number, most: number): FunctionSpec =>
  custom(name, [least, most], (args, call) => ({
    sql: request(call, texts(args.map((a) => text(a, call)))),
    type: STRING,
  }));

/** `[content, label, …]` of a function whose second argument is an array of labels. */
function labelled([content, labels]: Argument[], call: Call): string {
  if (labels!.type.kind !== "array") return mismatch(call, `the second parameter requires the "ARRAY" type.`);
  const list = call.coerce(labels!, arrayOf(STRING)).sql;
  const first = text(content!, call);
  return `CASE WHEN (${first}) IS NOT NULL THEN list_concat([${first}], ${list}) END`;
}

function extract(args: Argument[], call: Call): Built {
  const labels = args[1]!.items;
  if (!labels) return unsupported(call, "ai_extract with labels that are not constants");
  const fields = labels.map(
    (label) => `${quoteIdentifier(label)} := j ->> ${quoteString(`$."${label.replaceAll('"', '\\"')}"`)}`,
  );
  return {
    sql: `list_transform([${request(call, labelled(args, call))}], lambda j: CASE WHEN j IS NOT NULL THEN struct_pack(${fields.join(", ")}) END)[1]`,
    type: { kind: "struct", fields: labels.map((name) => ({ name, type: STRING })) },
  };
}

const absent = (arg: Argument | undefined): boolean => !arg || arg.type.kind === "void";

function query(args: Argument[], call: Call): Built {
  const [endpoint, prompt, returnType, modelParameters, failOnError, responseFormat] = args;
  if (!absent(modelParameters)) return unsupported(call, "modelParameters of ai_query");
  if (!absent(responseFormat)) return unsupported(call, "responseFormat of ai_query");
  if (!absent(returnType) && String(returnType!.literal).toUpperCase() !== "STRING")
    return unsupported(call, `the returnType ${String(returnType!.literal)} of ai_query`);
  if (prompt!.type.kind === "struct" || prompt!.type.kind === "array")
    return unsupported(call, "ai_query with a request that is not a text");
  const both = texts([text(endpoint!, call), text(prompt!, call)]);
  if (absent(failOnError) || failOnError!.literal === true) return { sql: request(call, both), type: STRING };
  if (failOnError!.literal !== false)
    return unsupported(call, "ai_query with a failOnError that is not a constant");
  return {
    sql: `list_transform([${request(call, both, "js_ai_outcome")}], lambda j: CASE WHEN j IS NOT NULL THEN struct_pack(result := j ->> '$.text', errorMessage := j ->> '$.error') END)[1]`,
    type: {
      kind: "struct",
      fields: [
        { name: "result", type: STRING },
        { name: "errorMessage", type: STRING },
      ],
    },
  };
}

/** Functions that a language model answers. The statement runner asks it between two tries of the statement. */
export const ais: FunctionSpec[] = [
  {
    ...custom("ai_query", [2, 6], query),
    parameters: [
      ["endpoint"],
      ["request"],
      ["returnType", null],
      ["modelParameters", null],
      ["failOnError", null],
      ["responseFormat", null],
    ],
  },
  simple("ai_gen", 1, 1),
  simple("ai_summarize", 1, 2),
  simple("ai_translate", 2, 2),
  simple("ai_fix_grammar", 1, 1),
  simple("ai_analyze_sentiment", 1, 1),
  custom("ai_classify", [2, 2], (args, call) => ({ sql: request(call, labelled(args, call)), type: STRING })),
  custom("ai_mask", [2, 2], (args, call) => ({ sql: request(call, labelled(args, call)), type: STRING })),
  custom("ai_extract", [2, 2], extract),
  custom("ai_similarity", [2, 2], (args, call) => ({
    sql: `CAST(${request(call, texts(args.map((a) => text(a, call))))} AS FLOAT)`,
    type: FLOAT,
  })),
];
