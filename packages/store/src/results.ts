import { type ResultRow, resultColumnSchema, resultRowSchema } from "@lakehand/protocol";
import { and, asc, eq, exists, gt, lt, sql } from "drizzle-orm";
import { z } from "zod";
import type { Run } from "./database.ts";
import { notFound } from "./errors.ts";
import { executions, projects, resultPages, results } from "./schema.ts";
import { storableJson } from "./storable.ts";
import type { Store } from "./store.ts";

/** Rows in one page at most: a window of the grid then reads few pages, and a page stays a modest jsonb. */
export const pageRows = 1000;

/** Characters in one page, about; a jsonb value has a limit, and cells can be large. */
const pageCharacters = 1_000_000;

export function* pagesOf(rows: readonly ResultRow[]): Generator<ResultRow[]> {
  let page: ResultRow[] = [];
  let characters = 0;
  for (const row of rows) {
    page.push(row);
    for (const cell of row) characters += cell?.length ?? 0;
    if (page.length < pageRows && characters < pageCharacters) continue;
    yield page;
    page = [];
    characters = 0;
  }
  if (page.length > 0) yield page;
}

const columnsSchema = z.array(resultColumnSchema).catch([]);
const rowsSchema = z.array(resultRowSchema);

export function resultStore(run: Run): Store["results"] {
  return {
    create: ({ id, executionId, columns, totalRows = 0 }) =>
      run(async (db) => {
        await db.execute(sql`
          insert into lakehand.results (id, execution_id, columns, total_rows)
          values (${id}, ${executionId}, ${storableJson(columns)}::jsonb, ${totalRows})`);
      }),
    appendRows: async (id, rows) => {
      if (rows.length === 0) return;
      await run((db) =>
        db.transaction(async (tx) => {
          // Taking the row's lock first gives concurrent appends their places one after the other.
          const [kept] = await tx
            .update(results)
            .set({ kept_rows: sql`${results.kept_rows} + ${rows.length}` })
            .where(eq(results.id, id))
            .returning({ end: results.kept_rows });
          if (!kept) throw notFound("This result does not exist any more.");
          let first = kept.end - rows.length;
          for (const page of pagesOf(rows)) {
            await tx.execute(sql`
              insert into lakehand.result_pages (result_id, first_row, row_count, rows)
              values (${id}, ${first}, ${page.length}, ${storableJson(page)}::jsonb)`);
            first += page.length;
          }
        }),
      );
    },
    finish: (id, totalRows) =>
      run(async (db) => {
        await db.update(results).set({ total_rows: totalRows }).where(eq(results.id, id));
      }),
    get: (userEmail, id) =>
      run(async (db) => {
        const mine = db
          .select({ one: sql`1` })
          .from(executions)
          .innerJoin(projects, eq(projects.id, executions.project_id))
          .where(and(eq(executions.id, results.execution_id), eq(projects.user_email, userEmail)));
        const [row] = await db
          .select()
          .from(results)
          .where(and(eq(results.id, id), exists(mine)));
        if (!row) return undefined;
        return {
          id: row.id,
          executionId: row.execution_id,
          columns: columnsSchema.parse(row.columns),
          totalRows: row.total_rows,
          keptRows: row.kept_rows,
        };
      }),
    rows: (id, offset, limit) =>
      run(async (db) => {
        if (limit <= 0) return [];
        const pages = await db
          .select()
          .from(resultPages)
          .where(
            and(
              eq(resultPages.result_id, id),
              lt(resultPages.first_row, offset + limit),
              // No page is longer than pageRows, so earlier ones are passed over in the index.
              gt(resultPages.first_row, offset - pageRows),
            ),
          )
          .orderBy(asc(resultPages.first_row));
        return pages.flatMap(({ first_row, rows }): ResultRow[] => {
          const from = Math.max(0, offset - first_row);
          return (rows as unknown[]).slice(from, offset + limit - first_row).flatMap(readRow);
        });
      }),
  };
}

function readRow(row: unknown): ResultRow[] {
  const parsed = rowsSchema.element.safeParse(row);
  return parsed.success ? [parsed.data] : [];
}
