import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createWorkspaceApp } from "../index.ts";
import { caller } from "../testing/client.ts";
import { messagesServer, type SentRequest, textMessage } from "../testing/messages-server.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

let folder: Awaited<ReturnType<typeof temporaryDir>>;
let server: Awaited<ReturnType<typeof messagesServer>>;
let workspace: Awaited<ReturnType<typeof createWorkspaceApp>>;
let call: ReturnType<typeof caller>;
let say: (prompt: string) => string;
let withModel = true;

const promptOf = (request: SentRequest): string => {
  const { content } = request.body.messages[0];
  return typeof content === "string" ? content : content[0].text;
};

beforeAll(async () => {
  folder = await temporaryDir();
  server = await messagesServer((request) => ({ json: textMessage(say(promptOf(request))) }));
  workspace = await createWorkspaceApp({
    dir: folder.dir,
    model: () => (withModel ? server.model : undefined),
  });
  call = caller(workspace);
  // The engine's start and the samples are no part of what is tested.
  await workspace.ready();
}, 180_000);
afterAll(async () => {
  await workspace.close();
  await server.close();
  await folder.remove();
});
beforeEach(() => {
  withModel = true;
  server.sent.length = 0;
});

async function run(statement: string) {
  const warehouses = await call("GET", "/api/2.0/sql/warehouses");
  const { body } = await call("POST", "/api/2.0/sql/statements", {
    statement,
    warehouse_id: warehouses.body.warehouses[0].id,
    wait_timeout: "30s",
  });
  return body;
}
const rows = async (statement: string) => {
  const body = await run(statement);
  if (body.status.state !== "SUCCEEDED") throw new Error(body.status.error.message);
  return body.result.data_array ?? [];
};

test("ai_query asks a serving endpoint once for each different request", async () => {
  say = (prompt) => `<${prompt}>`;
  const answer = await rows(
    "SELECT id % 3 AS k, ai_query('databricks-claude-sonnet-4-5', concat('say ', id % 3)) AS said FROM range(9) ORDER BY id",
  );
  expect(answer.slice(0, 3)).toEqual([
    ["0", "<say 0>"],
    ["1", "<say 1>"],
    ["2", "<say 2>"],
  ]);
  expect(answer).toHaveLength(9);
  expect(server.sent.map(promptOf).sort()).toEqual(["say 0", "say 1", "say 2"]);
});

test("a table can be made of answers, and NULL is not asked about", async () => {
  say = (prompt) => (prompt.includes("good") ? "Positive." : "negative");
  await rows(
    "CREATE TABLE main.default.moods AS SELECT x, ai_analyze_sentiment(x) AS mood FROM VALUES ('good'), ('bad'), (NULL) AS t(x)",
  );
  expect(await rows("SELECT x, mood FROM main.default.moods ORDER BY x")).toEqual([
    [null, null],
    ["bad", "negative"],
    ["good", "positive"],
  ]);
  expect(server.sent).toHaveLength(2);
});

test("answers may stand in WHERE, in a subquery, and be asked about again", async () => {
  say = (prompt) => (prompt.startsWith("first") ? "second" : "third");
  expect(
    await rows(
      "SELECT a, (SELECT max(ai_gen(concat('first ', b.x))) FROM VALUES ('q') AS b(x)) FROM VALUES ('first') AS t(a) WHERE ai_gen(ai_gen(a)) = 'third'",
    ),
  ).toEqual([["first", "second"]]);
});

test("a label that the model makes up is no answer; what is extracted is a struct of the labels", async () => {
  say = (prompt) =>
    prompt.includes("Choose")
      ? prompt.includes("apple")
        ? '"fruit"'
        : "planet"
      : 'Here: {"person": "Ada", "city": null}';
  expect(
    await rows(
      "SELECT ai_classify('apple', array('fruit', 'tool')), ai_classify('mars', array('fruit', 'tool')), ai_extract('Ada', array('person', 'city'))",
    ),
  ).toEqual([["fruit", null, '{"person":"Ada","city":null}']]);
});

test("the texts of the other functions reach the model, and similarity is a number", async () => {
  say = (prompt) => (prompt.includes("alike") ? "0.75" : prompt.includes("Translate") ? "hola" : "ok");
  expect(
    await rows(
      "SELECT ai_similarity('a', 'b'), ai_translate('hello', 'es'), ai_summarize('long', 5), ai_fix_grammar('it are'), ai_mask('Ada', array('person'))",
    ),
  ).toEqual([["0.75", "hola", "ok", "ok", "ok"]]);
  expect(server.sent.some((r) => promptOf(r).includes("at most 5 words"))).toBe(true);
});

test("an endpoint that does not exist fails the statement, or only its row with failOnError => false", async () => {
  const failed = await run("SELECT ai_query('nowhere', 'x')");
  expect(failed.status.state).toBe("FAILED");
  expect(failed.status.error.message).toMatch(/AI_FUNCTION_HTTP_REQUEST_ERROR.*nowhere/);
  const [[answer]] = await rows("SELECT ai_query('nowhere', request => 'x', failOnError => false)");
  expect(JSON.parse(answer)).toEqual({ result: null, errorMessage: expect.stringContaining("nowhere") });
});

test("without a model the functions are refused by name, and so is what is not built", async () => {
  const format = await run("SELECT ai_query('e', 'x', responseFormat => '{}')");
  expect(format.status.error.message).toMatch(/UNSUPPORTED_BY_LOCAL_WORKSPACE.*responseFormat/);
  const named = await run("SELECT ai_query('e', prompt => 'x')");
  expect(named.status.error.message).toMatch(/UNRECOGNIZED_PARAMETER_NAME/);
  withModel = false;
  const none = await run("SELECT ai_gen('x')");
  expect(none.status.error.message).toMatch(
    /UNSUPPORTED_BY_LOCAL_WORKSPACE.*`ai_gen` needs a language model/,
  );
});
