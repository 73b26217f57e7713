import { randomUUID } from "node:crypto";
import { and, desc, eq, sql } from "drizzle-orm";
import { type Context, query } from "./context.ts";
import { projects } from "./schema.ts";
import { notify } from "./signal-sql.ts";
import { storableText } from "./storable.ts";
import type { Store } from "./store.ts";

const selection = {
  id: projects.id,
  name: projects.name,
  userEmail: projects.user_email,
  createdAt: projects.created_at,
  conversationCount: sql<number>`(
    select count(*)::int from lakehand.conversations c where c.project_id = projects.id)`,
};

const owned = (userEmail: string, id: string) => and(eq(projects.id, id), eq(projects.user_email, userEmail));

export function projectStore({ run, instanceId }: Context): Store["projects"] {
  return {
    list: (userEmail) =>
      run((db) =>
        db
          .select(selection)
          .from(projects)
          .where(eq(projects.user_email, userEmail))
          .orderBy(desc(projects.created_at), desc(projects.id)),
      ),
    create: (userEmail, name) =>
      run(async (db) => {
        const row = {
          id: randomUUID(),
          name: storableText(name),
          user_email: userEmail,
          created_at: new Date(),
        };
        await db.insert(projects).values(row);
        return { id: row.id, name: row.name, userEmail, createdAt: row.created_at, conversationCount: 0 };
      }),
    get: (userEmail, id) =>
      run(async (db) => (await db.select(selection).from(projects).where(owned(userEmail, id)))[0]),
    rename: (userEmail, id, name) =>
      run(async (db) => {
        const change = { name: storableText(name) };
        const done = await db
          .update(projects)
          .set(change)
          .where(owned(userEmail, id))
          .returning({ id: projects.id });
        return done.length > 0;
      }),
    delete: (userEmail, id) =>
      run(async (db) => {
        // All of its conversations are still seen here, while they go with it.
        const gone = await query(
          db,
          sql`
          with gone as (
            delete from lakehand.projects p where p.id = ${id} and p.user_email = ${userEmail}
            returning p.id, p.user_email
          )
          select ${notify(instanceId, "conversation", {
            conversationId: sql`c.id`,
            projectId: sql`gone.id`,
            userEmail: sql`gone.user_email`,
          })}
          from gone left join lakehand.conversations c on c.project_id = gone.id`,
        );
        return gone.length > 0;
      }),
  };
}
