import { type SQL, sql } from "drizzle-orm";
import { type Context, instant, query, type RawInstant } from "./context.ts";
import type { Database } from "./database.ts";
import { keyUsed, notFound } from "./errors.ts";
import { notify } from "./signal-sql.ts";
import { storableText } from "./storable.ts";
import type { InputRow, InputStore } from "./store.ts";

interface RawInput {
  id: string;
  conversation_id: string;
  text: string;
  position: number;
  steer: boolean;
  created_at: RawInstant;
  gone?: boolean;
}

const columns = sql.raw("i.id, i.conversation_id, i.text, i.position, i.steer, i.created_at");

/** Positions are doubles: halving the gap between two works about fifty times before they are numbered anew. */
const narrow = 1e-6;

export function inputStore({ run, instanceId }: Context): InputStore {
  // Changes come as `changed`; the people who look at the conversation hear of it.
  const change = async (db: Database, changed: SQL): Promise<boolean> => {
    const rows = await query(
      db,
      sql`with changed as (${changed})
          select ${notify(instanceId, "inputs", {
            conversationId: sql`c.id`,
            projectId: sql`c.project_id`,
            userEmail: sql`p.user_email`,
          })}
          from changed join lakehand.conversations c on c.id = changed.conversation_id
            join lakehand.projects p on p.id = c.project_id`,
    );
    return rows.length > 0;
  };
  const waiting = (conversationId: string, id: string) =>
    sql`i.conversation_id = ${conversationId} and i.id = ${id} and i.gone_at is null`;
  return {
    add: (conversationId, id, text, steer = false) =>
      run(async (db) => {
        const content = storableText(text);
        // Nobody repeats a request after a day.
        await db.execute(sql`delete from lakehand.inputs where gone_at < now() - interval '1 day'`);
        await change(
          db,
          sql`insert into lakehand.inputs (id, conversation_id, text, steer, position)
              select ${id}, ${conversationId}, ${content}, ${steer}::boolean, coalesce((
                select max(position) from lakehand.inputs where conversation_id = ${conversationId}), 0) + 1
              where not exists (select 1 from lakehand.messages where id = ${id})
              on conflict (id) do nothing
              returning conversation_id`,
        );
        const [row] = await query<RawInput>(
          db,
          sql`select ${columns}, i.gone_at is not null as gone from lakehand.inputs i where i.id = ${id}
              union all
              select m.id, m.conversation_id, m.content, 0, false, m.timestamp, true from lakehand.messages m
              where m.id = ${id} limit 1`,
        );
        if (!row) throw notFound("This message has just been removed.");
        if (row.conversation_id !== conversationId) throw keyUsed("A message with this id exists already.");
        return toInput(row);
      }),
    steer: (conversationId, id) =>
      run((db) =>
        change(
          db,
          sql`update lakehand.inputs i set steer = true where ${waiting(conversationId, id)}
              returning i.conversation_id`,
        ),
      ),
    list: (conversationId) =>
      run(async (db) => {
        const rows = await query<RawInput>(
          db,
          sql`select ${columns} from lakehand.inputs i
              where i.conversation_id = ${conversationId} and i.gone_at is null order by i.position, i.id`,
        );
        return rows.map(toInput);
      }),
    edit: (conversationId, id, text) =>
      run((db) =>
        change(
          db,
          sql`update lakehand.inputs i set text = ${storableText(text)} where ${waiting(conversationId, id)}
              returning i.conversation_id`,
        ),
      ),
    move: (conversationId, id, before) =>
      run((db) =>
        db.transaction(async (tx) => {
          // One at a time: the gap that is halved must still be there.
          await tx.execute(
            sql`select 1 from lakehand.conversations where id = ${conversationId} for no key update`,
          );
          const rows = await query<{ id: string; position: number }>(
            tx,
            sql`select i.id, i.position from lakehand.inputs i
                where i.conversation_id = ${conversationId} and i.gone_at is null order by i.position, i.id`,
          );
          if (!rows.some((row) => row.id === id)) return false;
          if (id === before) return true;
          const others = rows.filter((row) => row.id !== id);
          const at = before === null ? others.length : others.findIndex((row) => row.id === before);
          if (at < 0) return false;
          const left = others[at - 1];
          const right = others[at];
          const lower = left ? left.position : right ? right.position - 2 : 0;
          const upper = right ? right.position : lower + 2;
          if (upper - lower > narrow) {
            return change(
              tx,
              sql`update lakehand.inputs i set position = ${(lower + upper) / 2}::float8
                  where ${waiting(conversationId, id)} returning i.conversation_id`,
            );
          }
          const order = [...others.slice(0, at).map((row) => row.id), id];
          order.push(...others.slice(at).map((row) => row.id));
          return change(
            tx,
            sql`update lakehand.inputs i set position = o.position
                from jsonb_array_elements_text(${JSON.stringify(order)}::jsonb) with ordinality as o (id, position)
                where i.id = o.id and i.conversation_id = ${conversationId} and i.gone_at is null
                returning i.conversation_id`,
          );
        }),
      ),
    remove: (conversationId, id) =>
      run((db) =>
        change(
          db,
          sql`update lakehand.inputs i set gone_at = now() where ${waiting(conversationId, id)}
              returning i.conversation_id`,
        ),
      ),
  };
}

function toInput(row: RawInput): InputRow {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    text: row.text,
    position: Number(row.position),
    steer: row.steer,
    createdAt: instant(row.created_at),
    ...(row.gone ? { gone: true } : {}),
  };
}
