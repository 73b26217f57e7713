import type { AreaParts } from "../area.ts";
import { ApiError } from "../rest/api-error.ts";
import { wholeMessage } from "../serving/ask-endpoint.ts";
import { noModel } from "../serving/messages-api.ts";
import { submitQuery } from "../statements/read-only-query.ts";
import { readRows } from "../statements/read-rows.ts";
import { isEnded, type Statement } from "../statements/statement.ts";
import type { Attachment, GenieStore, Message, Space } from "./genie-store.ts";
import { questionAnswer, sqlAnswer, systemText, TOOLS, type Turn, textAnswer, turnsOf } from "./prompt.ts";
import { newId, tablesOf } from "./space-document.ts";
import { spaceView } from "./space-view.ts";
import { fitContext, tableFacts } from "./table-facts.ts";

export type AnswerParts = Pick<
  AreaParts,
  "catalog" | "engine" | "dialect" | "statements" | "user" | "warehouses" | "model"
>;

/** Why an answer is given up when the workspace ends: it counts as interrupted at the next start. */
export const CLOSING = "closing";

const MOST_ATTEMPTS = 3;
export const MOST_ROWS = 5000;
const KEPT_ROWS = 20;
const MODEL_MS = 120_000;
const QUERY_MS = 120_000;

/** A failure with the type that Genie's API gives it. */
class AnswerError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Takes a message from SUBMITTED to its end. Never throws: what goes wrong becomes the message's error. */
export async function answerMessage(
  parts: AnswerParts,
  store: GenieStore,
  space: Space,
  submitted: Message,
  signal: AbortSignal,
): Promise<void> {
  let message = submitted;
  // A message that was deleted meanwhile stays deleted; after the workspace's end nothing is written.
  const change = (more: Partial<Message>) => {
    if (signal.reason !== CLOSING && store.messages.has(message.id)) message = store.change(message, more);
  };
  try {
    const attachments = await answer(parts, store, space, message, signal, (status) => change({ status }));
    change({ status: "COMPLETED", attachments });
  } catch (error) {
    if (signal.aborted || (error instanceof AnswerError && error.type === CANCELLED))
      change({ status: "CANCELLED", error: { type: CANCELLED, message: "The answer was cancelled." } });
    else change({ status: "FAILED", error: failure(error) });
  }
}

const CANCELLED = "MESSAGE_CANCELLED_WHILE_EXECUTING_EXCEPTION";

async function answer(
  parts: AnswerParts,
  store: GenieStore,
  space: Space,
  message: Message,
  signal: AbortSignal,
  enter: (status: Message["status"]) => void,
): Promise<Attachment[]> {
  const model = parts.model();
  if (!model) throw new AnswerError("NO_DEPLOYMENTS_AVAILABLE_TO_WORKSPACE", noModel().message);
  const warehouse = parts.warehouses.get(space.warehouseId) ?? parts.warehouses.list()[0];
  if (!warehouse)
    throw new AnswerError("WAREHOUSE_NOT_FOUND_EXCEPTION", "There is no SQL warehouse to run a query on.");
  enter("FETCHING_METADATA");
  const facts = await tableFacts(parts, warehouse.id, space.document);
  if (facts.length === 0)
    throw new AnswerError(
      "NO_TABLES_TO_QUERY_EXCEPTION",
      tablesOf(space.document).length === 0
        ? "The space has no tables: add some to it."
        : `None of the space's tables exists: ${tablesOf(space.document).join(", ")}.`,
    );
  enter("FILTERING_CONTEXT");
  const tables = fitContext(facts, message.content);
  const system = systemText(space, tables, new Date().toISOString().slice(0, 10));
  const earlier = store
    .messagesOf(message.conversationId)
    .filter((each) => each.createdAt <= message.createdAt && each.id !== message.id);
  const turns: Turn[] = turnsOf(earlier, message.content);
  let last = "";
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    enter("ASKING_AI");
    const reply = await wholeMessage(
      model,
      {
        model: model.id,
        max_tokens: 4096,
        system,
        tools: TOOLS,
        tool_choice: { type: "any" },
        messages: turns,
      },
      AbortSignal.any([signal, AbortSignal.timeout(MODEL_MS)]),
    );
    const calls = reply.content.filter(({ type }) => type === "tool_use");
    const call = calls[0];
    if (!call) {
      const text = reply.content
        .map((block) => (typeof block.text === "string" ? block.text : ""))
        .join("")
        .trim();
      if (text !== "") return [{ id: newId(), text: { content: text } }];
      throw new AnswerError("MISSING_SQL_QUERY_EXCEPTION", `The model ${model.label} gave no answer.`);
    }
    const text = textAnswer.safeParse(call.input);
    if (call.name === "answer_with_text" && text.success)
      return [{ id: newId(), text: { content: text.data.text } }];
    const question = questionAnswer.safeParse(call.input);
    if (call.name === "ask_for_clarification" && question.success)
      return [{ id: newId(), text: { content: question.data.question, purpose: "FOLLOW_UP_QUESTION" } }];
    const asked = sqlAnswer.safeParse(call.input);
    if (call.name === "answer_with_sql" && asked.success) {
      const outcome = await run(parts, space, warehouse.id, asked.data.sql, signal, enter);
      if (typeof outcome !== "string") return attachmentsOf(asked.data, outcome);
      last = outcome;
    } else
      last = `The call of ${String(call.name)} is not one of this conversation's tools with their inputs.`;
    turns.push({ role: "assistant", content: reply.content });
    turns.push({
      role: "user",
      content: calls.map((each, index) => ({
        type: "tool_result",
        tool_use_id: each.id,
        is_error: true,
        content: index === 0 ? `${last}\nMend it and call a tool again.` : "Only one call is made at a time.",
      })),
    });
  }
  throw new AnswerError(
    "SQL_EXECUTION_EXCEPTION",
    `The model's query failed ${MOST_ATTEMPTS} times. The last error: ${last}`,
  );
}

interface Ran {
  statement: Statement;
  rows: (string | null)[][];
}

/** Runs the model's query over the space's tables; gives what is wrong with it as text. */
async function run(
  parts: AnswerParts,
  space: Space,
  warehouseId: string,
  sql: string,
  signal: AbortSignal,
  enter: (status: Message["status"]) => void,
): Promise<Ran | string> {
  enter("PENDING_WAREHOUSE");
  parts.warehouses.start(warehouseId);
  let statement: Statement;
  try {
    statement = await submitSpaceQuery(parts, space, warehouseId, sql);
  } catch (error) {
    return (error as Error).message;
  }
  enter("EXECUTING_QUERY");
  const cancel = () => parts.statements.cancel(statement);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(QUERY_MS)]);
  limit.addEventListener("abort", cancel, { once: true });
  if (limit.aborted) cancel();
  await statement.done;
  limit.removeEventListener("abort", cancel);
  if (statement.state === "SUCCEEDED")
    return { statement, rows: await readRows(parts.statements, statement) };
  if (limit.aborted && !signal.aborted) return `The query did not end within ${QUERY_MS / 1000} s.`;
  if (statement.state === "CANCELED" || (isEnded(statement) && !statement.error))
    throw new AnswerError(CANCELLED, "The query was cancelled.");
  return statement.error?.message ?? "The query failed.";
}

/** Starts a query that may see the space's tables alone. Throws for anything else. */
export function submitSpaceQuery(
  parts: AnswerParts,
  space: Space,
  warehouseId: string,
  sql: string,
): Promise<Statement> {
  const tables = tablesOf(space.document);
  const [catalog, schema] = tables[0]?.split(".") ?? [];
  const functions = (space.document.instructions.sql_functions ?? []).map(({ identifier }) => identifier);
  return submitQuery(parts, {
    sql,
    warehouseId,
    catalog,
    schema,
    rowLimit: MOST_ROWS,
    view: spaceView(parts.catalog, tables, functions),
  });
}

function attachmentsOf(
  asked: { sql: string; title: string; description: string; follow_up_questions: string[] },
  { statement, rows }: Ran,
): Attachment[] {
  const { sql, title, description } = asked;
  const attachments: Attachment[] = [
    {
      id: newId(),
      query: {
        title,
        description,
        sql,
        statementId: statement.id,
        rowCount: statement.rowCount,
        truncated: statement.truncated,
        columns: statement.fields.map(({ name }) => name),
        rows: rows.slice(0, KEPT_ROWS).map((row) => row.map((value) => value?.slice(0, 500) ?? null)),
      },
    },
  ];
  if (description !== "") attachments.unshift({ id: newId(), text: { content: description } });
  if (asked.follow_up_questions.length > 0)
    attachments.push({ id: newId(), suggested: asked.follow_up_questions });
  return attachments;
}

function failure(error: unknown): { type: string; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof AnswerError) return { type: error.type, message };
  if (error instanceof ApiError) {
    const types: Record<string, string> = {
      REQUEST_LIMIT_EXCEEDED: "RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION",
      TEMPORARILY_UNAVAILABLE: "CHAT_COMPLETION_NETWORK_EXCEPTION",
      REQUEST_TOO_LARGE: "CONTEXT_EXCEEDED_EXCEPTION",
      CANCELLED: "CHAT_COMPLETION_CLIENT_TIMEOUT_EXCEPTION",
    };
    return { type: types[error.errorCode] ?? "CHAT_COMPLETION_CLIENT_EXCEPTION", message };
  }
  return { type: "UNEXPECTED_REPLY_PROCESS_EXCEPTION", message };
}
