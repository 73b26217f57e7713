import { sql } from "drizzle-orm";
import { type Context, query } from "./context.ts";
import { storableJson } from "./storable.ts";
import type { TranscriptStore } from "./store.ts";

/** Characters in one statement, about. */
const batchCharacters = 8_000_000;

export function transcriptStore({ run }: Context): TranscriptStore {
  return {
    append: (key, entries) =>
      run(async (db) => {
        for (const batch of batches(entries)) {
          await db.execute(sql`
            insert into lakehand.transcript_entries (project_key, session_id, subpath, uuid, entry)
            select ${key.projectKey}, ${key.sessionId}, ${key.subpath ?? ""},
              case when json_typeof(v.value -> 'uuid') = 'string' then v.value ->> 'uuid' end, v.value
            from json_array_elements(${`[${batch.join(",")}]`}::json) with ordinality as v (value, place)
            order by v.place
            on conflict (project_key, session_id, subpath, uuid) where uuid is not null do nothing`);
        }
      }),
    load: ({ projectKey, sessionId, subpath = "" }) =>
      run(async (db) => {
        const rows = await query<{ entry: Record<string, unknown> }>(
          db,
          sql`select entry from lakehand.transcript_entries
              where project_key = ${projectKey} and session_id = ${sessionId} and subpath = ${subpath}
              order by position`,
        );
        return rows.length > 0 ? rows.map(({ entry }) => entry) : undefined;
      }),
    listSubkeys: ({ projectKey, sessionId }) =>
      run(async (db) => {
        const rows = await query<{ subpath: string }>(
          db,
          sql`select distinct subpath from lakehand.transcript_entries
              where project_key = ${projectKey} and session_id = ${sessionId} and subpath <> '' order by subpath`,
        );
        return rows.map(({ subpath }) => subpath);
      }),
    delete: ({ projectKey, sessionId, subpath }) =>
      run(async (db) => {
        await db.execute(sql`
          delete from lakehand.transcript_entries
          where project_key = ${projectKey} and session_id = ${sessionId}
            ${subpath === undefined ? sql`` : sql`and subpath = ${subpath}`}`);
      }),
    deleteProject: (projectKey) =>
      run(async (db) => {
        await db.execute(sql`delete from lakehand.transcript_entries where project_key = ${projectKey}`);
      }),
  };
}

function* batches(entries: readonly Record<string, unknown>[]): Generator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const entry of entries) {
    const text = storableJson(entry);
    batch.push(text);
    characters += text.length;
    if (characters < batchCharacters) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
