import { expect, test } from "vitest";
import { plan } from "../plan/plan.ts";

const SYSTEM = `You answer questions.

<tables>
Table \`main\`.\`shop\`.\`customers\`: Who buys
- \`customer_id\` BIGINT
- \`country\` STRING; for example ["Norway"]

Table \`main\`.\`shop\`.\`sales_orders\`
- \`amount\` DOUBLE
</tables>`;

function ask(content: unknown) {
  const reply = plan({
    model: "practice-model",
    max_tokens: 100,
    system: SYSTEM,
    tools: [{ name: "answer_with_sql" }, { name: "answer_with_text" }, { name: "ask_for_clarification" }],
    messages: [{ role: "user", content: content as string }],
  });
  expect(reply.stopReason).toBe("tool_use");
  return reply.blocks.find((block) => block.type === "tool_use")!;
}

test("a Genie question that names a table counts it or shows its rows", () => {
  expect(ask("How many customers are there?").input.sql).toBe(
    "SELECT count(*) AS row_count FROM `main`.`shop`.`customers`",
  );
  expect(ask("How many customers by country?").input.sql).toContain(
    "SELECT `country`, count(*) AS row_count FROM `main`.`shop`.`customers` GROUP BY `country`",
  );
  const rows = ask("Show me some sales orders");
  expect(rows).toMatchObject({
    name: "answer_with_sql",
    input: { sql: "SELECT * FROM `main`.`shop`.`sales_orders` LIMIT 10" },
  });
  expect(rows.input.description).toContain("practice model");
});

test("anything else it asks back about, and a query that failed it does not mend", () => {
  expect(ask("What is love?")).toMatchObject({
    name: "ask_for_clarification",
    input: { question: expect.stringContaining("customers, sales_orders") },
  });
  const failed = ask([{ type: "tool_result", tool_use_id: "t", is_error: true, content: "[X]" }]);
  expect(failed).toMatchObject({
    name: "answer_with_text",
    input: { text: expect.stringContaining("cannot mend") },
  });
});
