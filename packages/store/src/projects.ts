import { randomUUID } from "node:crypto";
import { and, desc, eq, sql } from "drizzle-orm";
import type { Run } from "./database.ts";
import { projects } from "./schema.ts";
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

export function projectStore(run: Run): Store["projects"] {
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
        const done = await db.delete(projects).where(owned(userEmail, id)).returning({ id: projects.id });
        return done.length > 0;
      }),
  };
}
