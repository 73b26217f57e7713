import { tokenize } from "../sql/lexer.ts";
import type { StatementRequest } from "../statements/statement.ts";
import { type Dataset, type DatasetParameter, queryText } from "./definition.ts";
import { readSelection, type Selection } from "./selection.ts";

export type Parameters = StatementRequest["parameters"];

/** A widget that cannot be drawn, in words for its card. */
export class WidgetError extends Error {}

/**
 * A dataset's SQL with its parameters as plain markers: `:range.min` becomes a marker of its own, a list of values an
 * array. `chosen` are selections of filters by keyword; others have their default.
 */
export function datasetSql(
  dataset: Dataset,
  chosen: ReadonlyMap<string, Selection>,
  now: number,
): { sql: string; parameters: Parameters } {
  const text = queryText(dataset);
  if (text === undefined)
    throw new WidgetError(
      `The dataset '${dataset.displayName ?? dataset.name}' has no SQL query. Datasets on metric views and tables by name are not part of the local workspace.`,
    );
  const byKeyword = new Map(
    dataset.parameters.map((parameter) => [parameter.keyword.toLowerCase(), parameter]),
  );
  const parameters = new Map<string, Parameters[number]>();
  const add = (name: string, value: string, parameter: DatasetParameter) => {
    parameters.set(name, { name, value, type: sqlType(parameter.dataType) });
    return `:${name}`;
  };
  const source = text.trim().replace(/;\s*$/, "");
  let sql = "";
  let end = 0;
  const tokens = tokenize(source);
  for (const [index, token] of tokens.entries()) {
    const [before, word, dot, part] = [
      tokens[index - 1],
      tokens[index + 1],
      tokens[index + 2],
      tokens[index + 3],
    ];
    if (token.text !== ":" || word?.kind !== "word" || word.offset !== token.end) continue;
    // `column:path` reads JSON; a marker stands alone.
    if (before && before.end === token.offset && before.kind !== "op") continue;
    const parameter = byKeyword.get(word.text.toLowerCase());
    if (!parameter) continue;
    const selection = chosen.get(parameter.keyword) ?? readSelection(parameter.defaultSelection, now);
    const edge =
      dot?.text === "." && dot.offset === word.end && part?.kind === "word" ? part.text.toLowerCase() : "";
    sql += source.slice(end, token.offset);
    if (parameter.complexType === "RANGE" || edge === "min" || edge === "max") {
      const value = selection?.kind === "range" ? selection[edge as "min" | "max"] : undefined;
      if (value === undefined) throw missing(edge ? `${parameter.keyword}.${edge}` : parameter.keyword);
      sql += add(`${parameter.keyword}__${edge}`, value, parameter);
      end = part!.end;
      continue;
    }
    const values = selection?.kind === "values" ? selection.values : [];
    if (values.length === 0) throw missing(parameter.keyword);
    sql +=
      parameter.complexType === "MULTI"
        ? `array(${values.map((value, at) => add(`${parameter.keyword}__${at}`, value, parameter)).join(", ")})`
        : add(parameter.keyword, values[0]!, parameter);
    end = word.end;
  }
  return { sql: sql + source.slice(end), parameters: [...parameters.values()] };
}

const missing = (name: string) =>
  new WidgetError(`The parameter ':${name}' has no value: choose one in its filter, or give it a default.`);

function sqlType(dataType: string): string {
  switch (dataType.toUpperCase()) {
    case "DATE":
      return "DATE";
    case "DATETIME":
    case "TIMESTAMP":
      return "TIMESTAMP";
    case "INTEGER":
    case "INT":
    case "BIGINT":
      return "BIGINT";
    case "DECIMAL":
    case "NUMBER":
    case "DOUBLE":
    case "FLOAT":
      return "DOUBLE";
    case "BOOLEAN":
      return "BOOLEAN";
    default:
      return "STRING";
  }
}
