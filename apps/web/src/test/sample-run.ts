import type { AgentEvent, SqlResult } from "@lakehand/protocol";

/* A run with a call of every family, for tests and for looking at. */

const warehouse = { warehouse_id: "w1", warehouse_name: "Local Warehouse" };

export const salesResult: SqlResult = {
  kind: "sql_result",
  ...warehouse,
  result_id: "r-sales",
  statement_id: "s-1",
  sql: "-- revenue by city\nSELECT city,\n       count(*) AS orders,\n       sum(total_price) AS revenue\nFROM samples.bakehouse.sales_transactions\nGROUP BY city\nORDER BY revenue DESC",
  status: "succeeded",
  catalog: "samples",
  schema: "bakehouse",
  columns: [
    { name: "city", type: "string" },
    { name: "orders", type: "bigint" },
    { name: "revenue", type: "decimal(18,2)" },
  ],
  preview: [
    ["Tokyo", "10412", "184201.50"],
    ["São Paulo", "9120", "151980.00"],
    ["Chicago", "8704", "140022.25"],
    ["Zürich", "7011", "131400.75"],
    [null, "212", "1201.00"],
    ["Oslo", "101", "900.00"],
  ],
  total_rows: 1_204_331,
  kept_rows: 1000,
  duration_ms: 1234,
};

const call = (id: string, name: string, input: Record<string, unknown>): AgentEvent => ({
  type: "tool_use",
  tool_id: id,
  tool_name: name,
  tool_input: input,
});
const answer = (id: string, content: string, is_error = false): AgentEvent => ({
  type: "tool_result",
  tool_use_id: id,
  content,
  is_error,
  duration_ms: 320,
});
const statement = (index: number, sql: string, rest: Partial<SqlResult>): AgentEvent => ({
  type: "tool_details",
  tool_use_id: "multi",
  details: { kind: "sql_result", index, sql, ...warehouse, status: "succeeded", duration_ms: 90, ...rest },
});
const plan = (a: "completed" | "in_progress", b: "completed" | "in_progress" | "pending"): AgentEvent => ({
  type: "todos",
  todos: [
    { content: "Look at the source", status: a, activeForm: "Looking at the source" },
    { content: "Build the bronze table", status: b, activeForm: "Building the bronze table" },
    { content: "Check the row counts", status: "pending", activeForm: "Checking the row counts" },
  ],
});

export const answerMarkdown = `## Result

**Tokyo** leads with \`184,201.50\`; see the [docs](https://docs.databricks.com/sql).

| city | revenue |
|---|---|
| Tokyo | 184,201.50 |
| Chicago | 140,022.25 |

- first point
- second point

\`\`\`python
def total(rows: list[dict]) -> float:
    return sum(r["revenue"] for r in rows)  # dollars
\`\`\`

\`\`\`vega-lite
{"title": "Revenue by city", "data": {"values": [{"city": "Tokyo", "revenue": 184201.5}, {"city": "São Paulo", "revenue": 151980}, {"city": "Chicago", "revenue": 140022.25}]}, "mark": {"type": "bar", "tooltip": true}, "encoding": {"x": {"field": "city", "type": "nominal", "sort": "-y"}, "y": {"field": "revenue", "type": "quantitative"}}}
\`\`\`

![a map](https://tracker.example.com/pixel.png)
`;

export const sampleRun: readonly AgentEvent[] = [
  { type: "conversation.created", conversation_id: "c" },
  {
    type: "user_message",
    message_id: "m",
    text: "Build bronze tables from the bakehouse sales and tell me which city leads.",
  },
  { type: "system", subtype: "init", data: { session_id: "sess", model: "practice-model" } },
  { type: "thinking_delta", block_id: "a:0", thinking: "First I look at what is there, " },
  {
    type: "thinking_delta",
    block_id: "a:0",
    thinking: "then I build the tables.\nThe source has nulls in city.",
  },
  { type: "text_delta", block_id: "a:1", text: "I look at the source first, then build " },
  { type: "text_delta", block_id: "a:1", text: "the tables." },
  call("todo1", "TodoWrite", { todos: [] }),
  plan("in_progress", "pending"),
  answer("todo1", "ok"),
  call("search", "ToolSearch", { query: "select:execute_sql" }),
  answer("search", "execute_sql, execute_sql_multi"),
  call("skill", "Skill", { skill: "medallion-architecture" }),
  answer("skill", "Launching skill"),
  call("read1", "Read", { file_path: "README.md" }),
  answer("read1", "# Readme"),
  call("read2", "Grep", { pattern: "bronze" }),
  answer("read2", "src/bronze.py:1"),
  call("read3", "Glob", { pattern: "**/*.py" }),
  answer("read3", "src/bronze.py"),
  call("wh", "mcp__databricks__get_best_warehouse", {}),
  answer("wh", '{"warehouse_id":"w1","warehouse_name":"Local Warehouse","state":"RUNNING"}'),
  call("sql", "mcp__databricks__execute_sql", { sql_query: salesResult.sql }),
  { type: "tool_details", tool_use_id: "sql", details: { ...salesResult, status: "running" } },
  { type: "tool_details", tool_use_id: "sql", details: salesResult },
  answer("sql", "| city | orders |"),
  call("bad", "mcp__databricks__execute_sql", { sql_query: "SELECT * FROM main.default.nothing" }),
  {
    type: "tool_details",
    tool_use_id: "bad",
    details: {
      kind: "sql_result",
      ...warehouse,
      sql: "SELECT * FROM main.default.nothing",
      status: "failed",
      duration_ms: 41,
      error: {
        code: "TABLE_OR_VIEW_NOT_FOUND",
        message: "[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`default`.`nothing` cannot be found.",
        suggestion: "Look at the names with get_table_details, or create the table first.",
      },
    },
  },
  answer("bad", "The table was not found.", true),
  call("multi", "mcp__databricks__execute_sql_multi", {
    sql_content: "CREATE SCHEMA ...; CREATE TABLE ...; SELECT ...",
  }),
  statement(0, "CREATE SCHEMA IF NOT EXISTS main.bakehouse_bronze", {}),
  statement(
    1,
    "CREATE OR REPLACE TABLE main.bakehouse_bronze.sales AS SELECT * FROM samples.bakehouse.sales_transactions",
    {},
  ),
  statement(2, "SELECT count(*) AS n FROM main.bakehouse_bronze.sales", {
    result_id: "r-count",
    columns: [{ name: "n", type: "bigint" }],
    preview: [["35560"]],
    total_rows: 1,
    kept_rows: 1,
  }),
  statement(3, "DROP TABLE main.bakehouse_bronze.old", {
    status: "failed",
    error: { code: "TABLE_OR_VIEW_NOT_FOUND", message: "The table does not exist." },
  }),
  statement(4, "OPTIMIZE main.bakehouse_bronze.sales", { status: "skipped" }),
  answer("multi", "3 done, 1 failed, 1 skipped"),
  call("write", "Write", {
    file_path: "src/bronze.py",
    content:
      "from pyspark.sql import functions as F\n\n\ndef clean(df):\n    # keep every row, mark the bad ones\n    return df.withColumn('is_bad', F.col('city').isNull())\n",
  }),
  answer("write", "written"),
  call("edit", "Edit", {
    file_path: "src/bronze.py",
    old_string: "def clean(df):\n    # keep every row, mark the bad ones\n    return df",
    new_string:
      "def clean(df):\n    # drop rows without a city\n    df = df.dropna(subset=['city'])\n    return df",
  }),
  answer("edit", "edited"),
  call("up", "mcp__databricks__upload_folder", {
    local_folder: "src",
    workspace_folder: "/Workspace/Users/me/src",
  }),
  {
    type: "tool_details",
    tool_use_id: "up",
    details: {
      kind: "upload",
      url: "http://127.0.0.1:8010/#workspace/src",
      files: [
        { local_path: "src/bronze.py", remote_path: "/Workspace/Users/me/src/bronze.py", bytes: 182 },
        {
          local_path: "src/huge.bin",
          remote_path: "/Workspace/Users/me/src/huge.bin",
          error: "The file is larger than 10 MB.",
        },
      ],
    },
  },
  answer("up", "1 of 2 uploaded"),
  call("bash", "Bash", { command: "python -m pytest -q", description: "Run the tests" }),
  answer("bash", "3 passed in 0.11s"),
  call("todo2", "TodoWrite", { todos: [] }),
  plan("completed", "in_progress"),
  answer("todo2", "ok"),
  {
    type: "model_retry",
    attempt: 2,
    status: 529,
    delay_ms: 2000,
    message: "The model is overloaded; trying again (2).",
  },
  { type: "text", block_id: "b:0", text: answerMarkdown },
  {
    type: "result",
    session_id: "sess",
    duration_ms: 48_200,
    total_cost_usd: 0.0421,
    is_error: false,
    num_turns: 9,
    usage: {
      input_tokens: 12_000,
      output_tokens: 2100,
      cache_read_input_tokens: 41_000,
      cache_creation_input_tokens: 0,
    },
    model: "claude-sonnet",
  },
  { type: "stream.completed", status: "completed", is_error: false, is_cancelled: false },
];

export const failedRun: readonly AgentEvent[] = [
  { type: "conversation.created", conversation_id: "c" },
  { type: "user_message", message_id: "m2", text: "Now make it a dashboard." },
  {
    type: "error",
    error: "The model refused the key.",
    details: {
      code: "MODEL_UNAUTHORIZED",
      message: "The model refused the key.",
      next: "Check ANTHROPIC_API_KEY in .env.local and start Lakehand again.",
    },
  },
  { type: "stream.completed", status: "error", is_error: true, is_cancelled: false },
];
