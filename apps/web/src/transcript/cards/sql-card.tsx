import type { SqlResult, ToolBlock } from "@lakehand/protocol";
import { Database } from "lucide-react";
import { formatDuration } from "../../lib/format.ts";
import { inputText, sqlVerb, toolTitle } from "../tool-title.ts";
import { Card } from "./card.tsx";
import { Facts } from "./facts.tsx";
import type { ToolCardProps } from "./generic-card.tsx";
import { OutputText } from "./output-text.tsx";
import { rowsText, SqlBody, Statement, sqlStatus } from "./sql-parts.tsx";
import { ToolExtras } from "./tool-extras.tsx";

const sqlDetails = (tool: ToolBlock): SqlResult[] =>
  tool.details.filter((d): d is SqlResult => d.kind === "sql_result");

/** One statement: what ran, where, how long, its first rows or its error. */
export function SqlCard({ id, tool }: ToolCardProps) {
  const result = sqlDetails(tool)[0];
  const sql = inputText(tool, "sql_query");
  const rows = result && rowsText(result);
  const duration = result?.duration_ms ?? tool.durationMs;
  return (
    <Card
      id={id}
      icon={<Database />}
      title={toolTitle(tool)}
      status={result?.status === "failed" ? "error" : tool.status}
      since={tool.startedAt}
      initiallyOpen
      facts={
        <>
          <Facts
            items={[
              result?.status === "cancelled" && "cancelled",
              rows,
              duration !== undefined && formatDuration(duration),
            ]}
          />
          {result?.warehouse_name && (
            <span className="hidden max-w-40 truncate sm:inline">
              {(duration !== undefined || result.status === "running" || result.status === "cancelled") &&
                "· "}
              {result.warehouse_name}
            </span>
          )}
        </>
      }
    >
      {result ? <SqlBody toolId={tool.id} result={result} /> : sql && <Statement sql={sql} />}
      <ToolExtras tool={tool} />
      {tool.output && (!result || (tool.status === "error" && !result.error)) && (
        <OutputText text={tool.output} />
      )}
    </Card>
  );
}

/** Several statements of one call: a line for each, which opens to the statement and its rows. */
export function MultiSqlCard({ id, tool }: ToolCardProps) {
  const results = sqlDetails(tool);
  const failed = results.filter((r) => r.status === "failed").length;
  const done = results.filter((r) => r.status === "succeeded").length;
  const script = inputText(tool, "sql_content");
  return (
    <Card
      id={id}
      icon={<Database />}
      title={toolTitle(tool)}
      status={failed > 0 ? "error" : tool.status}
      since={tool.startedAt}
      initiallyOpen
      facts={
        <Facts
          items={[
            results.length > 0 && `${done} of ${results.length} done`,
            failed > 0 && `${failed} failed`,
            tool.durationMs !== undefined && formatDuration(tool.durationMs),
          ]}
        />
      }
    >
      {results.length > 0 ? (
        <ol className="p-1.5">
          {results
            .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
            .map((result, i) => (
              <li key={result.index ?? i}>
                <StatementRow
                  id={`${id}:${result.index ?? i}`}
                  number={(result.index ?? i) + 1}
                  toolId={tool.id}
                  result={result}
                />
              </li>
            ))}
        </ol>
      ) : (
        script && <Statement sql={script} />
      )}
      <ToolExtras tool={tool} />
      {tool.output && results.length === 0 && <OutputText text={tool.output} />}
    </Card>
  );
}

function StatementRow(props: { id: string; number: number; toolId: string; result: SqlResult }) {
  const { id, number, toolId, result } = props;
  const rows = rowsText(result);
  return (
    <Card
      id={id}
      compact
      status={sqlStatus(result)}
      since
      initiallyOpen={result.status === "failed"}
      title={
        <>
          <span className="mr-1.5 text-faint tabular-nums">{number}</span>
          {sqlVerb(result.sql)}
          <span className="ml-2 font-mono text-xs font-normal text-faint">
            {result.sql.replace(/\s+/g, " ").slice(0, 120)}
          </span>
        </>
      }
      facts={<Facts items={[rows, result.duration_ms !== undefined && formatDuration(result.duration_ms)]} />}
    >
      <SqlBody toolId={toolId} result={result} />
    </Card>
  );
}
