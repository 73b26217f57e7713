import type { ActionBlock, ActionRequest } from "@lakehand/protocol";

export const dropRequest: ActionRequest = {
  kind: "tool",
  tool_use_id: "t1",
  title: "Drop main.default.orders",
  tool_name: "mcp__databricks__execute_sql",
  input: { sql_query: "DROP TABLE main.default.orders", warehouse_id: "w1" },
  consequence: "destructive",
  reason: "removes main.default.orders",
  editable: "sql_query",
  default_to_no: true,
};

export const writeRequest: ActionRequest = {
  kind: "tool",
  tool_use_id: "t2",
  title: "Write report.md",
  tool_name: "Write",
  input: { file_path: "report.md", content: "# Report\n" },
  consequence: "write",
  reason: "writes report.md",
  default_to_no: false,
};

export const scriptRequest: ActionRequest = {
  kind: "tool",
  tool_use_id: "t3",
  title: "Run 3 SQL statements",
  tool_name: "mcp__databricks__execute_sql_multi",
  input: {
    sql_content:
      "CREATE TABLE main.default.a AS SELECT 1 AS n;\nSELECT * FROM main.default.a;\nGRANT SELECT ON TABLE main.default.a TO `account users`;",
  },
  consequence: "leaves_workspace",
  reason: "gives rights to account users",
  parts: [
    {
      text: "CREATE TABLE main.default.a AS SELECT 1 AS n",
      consequence: "write",
      reason: "makes main.default.a",
    },
    { text: "SELECT * FROM main.default.a", consequence: "read", reason: "reads main.default.a" },
    {
      text: "GRANT SELECT ON TABLE main.default.a TO `account users`",
      consequence: "leaves_workspace",
      reason: "gives rights to account users",
    },
  ],
  editable: "sql_content",
  default_to_no: false,
};

export const questionRequest: ActionRequest = {
  kind: "question",
  tool_use_id: "t4",
  title: "Two questions before the build",
  questions: [
    {
      question: "Which layer do you need first?",
      header: "Layer",
      multi_select: false,
      options: [
        { label: "Bronze", description: "The rows as they come" },
        { label: "Gold", description: "Daily sums for the dashboard" },
      ],
    },
    {
      question: "Which columns may go?",
      header: "Columns",
      multi_select: true,
      options: [
        { label: "city", description: "" },
        { label: "zip", description: "" },
      ],
    },
  ],
};

export const planRequest: ActionRequest = {
  kind: "plan",
  tool_use_id: "t5",
  title: "A plan to approve",
  plan: "## Plan\n\n1. Look at `samples.bakehouse`\n2. Build **bronze**, silver and gold\n3. Check the counts\n",
};

export const budgetRequest: ActionRequest = {
  kind: "budget",
  title: "The limit of this conversation is reached",
  scope: "conversation",
  spent_usd: 1.04,
  limit_usd: 1,
};

export function action(request: ActionRequest, rest: Partial<ActionBlock> = {}): ActionBlock {
  return {
    kind: "action",
    id: "a1",
    request,
    state: "pending",
    requestedAt: "2026-11-24T09:00:00Z",
    ...rest,
  };
}
