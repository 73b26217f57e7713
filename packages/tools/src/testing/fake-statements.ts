import { type FakeAnswer, type FakeServer, type SeenRequest, startFakeServer } from "./fake-server.ts";

export interface FakeStatement {
  id: string;
  /** Body of the POST. */
  request: Record<string, unknown> & { statement: string; disposition?: string };
  polls: number;
  cancelled: boolean;
}

export interface FakeOutcome {
  /** RUNNING answers before the end; Infinity never ends by itself. */
  polls?: number;
  error?: { error_code: string; message: string };
  columns?: { name: string; type_text: string }[];
  /** One array of rows for each chunk. */
  chunks?: (string | null)[][][];
  totalRows?: number;
}

export interface FakeStatements extends FakeServer {
  statements: FakeStatement[];
}

/** A server with one warehouse that answers each SQL statement as the test says. */
export async function startFakeStatements(
  outcomeOf: (statement: FakeStatement) => FakeOutcome | undefined,
  other: (request: SeenRequest) => FakeAnswer | undefined = () => undefined,
): Promise<FakeStatements> {
  const statements: FakeStatement[] = [];
  let origin = "";

  const result = (statement: FakeStatement, outcome: FakeOutcome, index: number): Record<string, unknown> => {
    const chunks = outcome.chunks ?? [];
    const next = index + 1 < chunks.length ? { next_chunk_index: index + 1 } : {};
    if (statement.request.disposition !== "EXTERNAL_LINKS")
      return { chunk_index: index, data_array: chunks[index] ?? [], ...next };
    return {
      external_links: [
        { chunk_index: index, external_link: `${origin}/links/${statement.id}/${index}`, ...next },
      ],
    };
  };
  const state = (statement: FakeStatement): FakeAnswer => {
    const outcome = outcomeOf(statement) ?? {};
    const head = { statement_id: statement.id };
    if (statement.cancelled) return { json: { ...head, status: { state: "CANCELED" } } };
    if (statement.polls < (outcome.polls ?? 1)) return { json: { ...head, status: { state: "RUNNING" } } };
    if (outcome.error) return { json: { ...head, status: { state: "FAILED", error: outcome.error } } };
    const rows = (outcome.chunks ?? []).reduce((sum, chunk) => sum + chunk.length, 0);
    const manifest = {
      schema: { columns: outcome.columns ?? [] },
      total_row_count: outcome.totalRows ?? rows,
    };
    return {
      json: { ...head, status: { state: "SUCCEEDED" }, manifest, result: result(statement, outcome, 0) },
    };
  };

  const server = await startFakeServer((request) => {
    const path = request.url.split("?")[0] ?? "";
    if (request.method === "POST" && path === "/api/2.0/sql/statements") {
      const statement: FakeStatement = {
        id: `st-${statements.length}`,
        request: JSON.parse(request.body),
        polls: 0,
        cancelled: false,
      };
      statements.push(statement);
      return { json: { statement_id: statement.id, status: { state: "PENDING" } } };
    }
    const [, id, rest] = /^\/api\/2\.0\/sql\/statements\/([^/]+)(.*)$/.exec(path) ?? [];
    const statement = statements.find((candidate) => candidate.id === id);
    if (statement && rest === "/cancel") {
      statement.cancelled = true;
      return { json: {} };
    }
    if (statement && rest === "") {
      statement.polls += 1;
      return state(statement);
    }
    const chunk = /^\/result\/chunks\/(\d+)$/.exec(rest ?? "")?.[1];
    if (statement && chunk) return { json: result(statement, outcomeOf(statement) ?? {}, Number(chunk)) };
    const link = /^\/links\/([^/]+)\/(\d+)$/.exec(path);
    const linked = statements.find((candidate) => candidate.id === link?.[1]);
    if (linked) return { json: outcomeOf(linked)?.chunks?.[Number(link?.[2])] ?? [] };
    if (path === "/api/2.0/sql/warehouses")
      return { json: { warehouses: [{ id: "wh-1", name: "Shared endpoint", state: "RUNNING" }] } };
    if (path === "/api/2.0/preview/scim/v2/Me")
      return { json: { userName: "ada@example.com", displayName: "Ada" } };
    return other(request);
  });
  origin = server.url;
  return { ...server, statements };
}
