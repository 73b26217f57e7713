import { type Usage, usageSchema } from "@lakehand/protocol";
import { type SQL, sql } from "drizzle-orm";
import { type Context, query } from "./context.ts";
import type { BudgetScope, UsageStore } from "./store.ts";

const inScope = (scope: BudgetScope): SQL =>
  "conversationId" in scope
    ? sql`e.conversation_id = ${scope.conversationId}`
    : "projectId" in scope
      ? sql`e.project_id = ${scope.projectId}`
      : sql`e.user_email = ${scope.userEmail}`;

const nameOf = (scope: BudgetScope): string =>
  "conversationId" in scope
    ? `conversation:${scope.conversationId}`
    : "projectId" in scope
      ? `project:${scope.projectId}`
      : `user:${scope.userEmail}`;

const fields = [
  "input_tokens",
  "output_tokens",
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
] as const;

type Sums = Record<(typeof fields)[number], number> & { cost: number | null; runs: number };

// A number that is none would end the sum with an error.
const numberAt = (value: SQL, field: string) =>
  sql`case when jsonb_typeof(${value} -> ${sql.raw(`'${field}'`)}) = 'number' then (${value} ->> ${sql.raw(`'${field}'`)})::float8 end`;

const lastOf = (type: "result" | "usage", condition: SQL) => sql`
  left join lateral (
    select v.payload from lakehand.execution_events v
    where v.execution_id = e.id and v.type = ${sql.raw(`'${type}'`)} and ${condition}
    order by v.seq desc limit 1
  ) ${sql.raw(type === "result" ? "r" : "u")} on true`;

const lastUsage = sql`coalesce(r.payload -> 'usage', u.payload -> 'usage')`;
const lastCost = sql`coalesce(
  ${numberAt(sql`r.payload`, "total_cost_usd")}, ${numberAt(sql`u.payload`, "cost_usd")})`;

/** What the log says that the run cost, as `executions.spent` keeps it. */
export const spentByLog = (executionId: string): SQL => sql`(
  select jsonb_build_object('usage', ${lastUsage}, 'cost', ${lastCost})
  from (values (${executionId}::text)) e (id)
    ${lastOf("result", sql`true`)} ${lastOf("usage", sql`true`)}
)`;

export function usageStore({ run }: Context): UsageStore {
  return {
    spent: (scope) =>
      run(async (db) => {
        const sums = fields.map(
          (field) => sql`coalesce(sum(${numberAt(sql`usage`, field)}), 0) as ${sql.raw(field)}`,
        );
        const [row] = await query<Sums>(
          db,
          sql`
          select ${sql.join(sums, sql`, `)}, sum(cost) as cost, count(*)::int as runs
          from (
            select case when e.spent is null then ${lastUsage} else e.spent -> 'usage' end as usage,
              case when e.spent is null then ${lastCost} else ${numberAt(sql`e.spent`, "cost")} end as cost
            from lakehand.executions e
              ${lastOf("result", sql`e.spent is null`)} ${lastOf("usage", sql`e.spent is null`)}
            where ${inScope(scope)} and e.copied_from is null
          ) runs`,
        );
        const usage = usageSchema.parse({}) as Usage;
        for (const field of fields) usage[field] = Number(row?.[field] ?? 0);
        const cost = row?.cost ?? null;
        return { usage, costUsd: cost === null ? null : Number(cost), runs: Number(row?.runs ?? 0) };
      }),
    budget: (scope) =>
      run(async (db) => {
        const [row] = await query<{ soft_usd: number | null; hard_usd: number | null }>(
          db,
          sql`select soft_usd, hard_usd from lakehand.budgets where scope = ${nameOf(scope)}`,
        );
        return { softUsd: row?.soft_usd ?? null, hardUsd: row?.hard_usd ?? null };
      }),
    setBudget: (scope, { softUsd, hardUsd }) =>
      run(async (db) => {
        await db.execute(sql`
          insert into lakehand.budgets (scope, conversation_id, project_id, soft_usd, hard_usd)
          values (${nameOf(scope)}, ${"conversationId" in scope ? scope.conversationId : null},
            ${"projectId" in scope ? scope.projectId : null}, ${softUsd}, ${hardUsd})
          on conflict (scope) do update set soft_usd = excluded.soft_usd, hard_usd = excluded.hard_usd`);
      }),
  };
}
