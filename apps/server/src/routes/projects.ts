import { rm } from "node:fs/promises";
import { fileContentSchema, fileListSchema, LakehandError, projectSchema } from "@lakehand/protocol";
import type { ProjectRow } from "@lakehand/store";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { listFiles, projectFolder, readProjectFile } from "../files/project-files.ts";
import { notFound } from "../http/errors.ts";
import { body, createRoute, failures, json, projectPath, router } from "./common.ts";

const nameSchema = z.object({ name: z.string() });

function projectName(name: string): string {
  const clean = name.trim().replace(/\s+/g, " ");
  if (clean === "")
    throw new LakehandError({
      code: "EMPTY_NAME",
      message: "A project needs a name.",
      next: "Type one or more words.",
      status: 400,
    });
  if (clean.length > 255)
    throw new LakehandError({
      code: "NAME_TOO_LONG",
      message: "The name has more than 255 characters.",
      next: "Shorten it.",
      status: 400,
    });
  return clean;
}

export const toProject = (row: ProjectRow) => ({
  id: row.id,
  name: row.name,
  user_email: row.userEmail,
  created_at: row.createdAt.toISOString(),
  conversation_count: row.conversationCount,
});

export const noProject = () => notFound("project", "Open one from the home page; it may have been deleted.");

/** Projects and the files in their folders. */
export function projectRoutes({ store, user, projectsDir, runs, agent, checkpoints }: AppDeps) {
  const app = router();
  const mine = async (id: string) => {
    const row = await store.projects.get(user.email, id);
    if (!row) throw noProject();
    return row;
  };

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects",
      tags: ["projects"],
      responses: { 200: json(z.array(projectSchema), "Your projects, newest first") },
    }),
    async (c) => c.json((await store.projects.list(user.email)).map(toProject), 200),
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/projects",
      tags: ["projects"],
      request: { body: body(nameSchema) },
      responses: { 200: json(projectSchema, "The new project"), 400: failures[400] },
    }),
    async (c) => {
      const row = await store.projects.create(user.email, projectName(c.req.valid("json").name));
      await projectFolder(projectsDir, row.id);
      return c.json(toProject(row), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}",
      tags: ["projects"],
      request: { params: projectPath },
      responses: { 200: json(projectSchema, "The project"), 404: failures[404] },
    }),
    async (c) => c.json(toProject(await mine(c.req.valid("param").id)), 200),
  );

  app.openapi(
    createRoute({
      method: "patch",
      path: "/projects/{id}",
      tags: ["projects"],
      request: { params: projectPath, body: body(nameSchema) },
      responses: {
        200: json(z.object({ success: z.literal(true), project_id: z.string() }), "Renamed"),
        ...failures,
      },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      if (!(await store.projects.rename(user.email, id, projectName(c.req.valid("json").name))))
        throw noProject();
      return c.json({ success: true as const, project_id: id }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/projects/{id}",
      tags: ["projects"],
      request: { params: projectPath },
      responses: {
        200: json(
          z.object({ success: z.literal(true), deleted_project_id: z.string() }),
          "Deleted, with its conversations and files",
        ),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      await mine(id);
      const conversations = await store.conversations.list(user.email, id);
      await Promise.all(conversations.map((conversation) => runs.stopConversation(conversation.id)));
      await store.projects.delete(user.email, id);
      // The processes first: they work in the folders that go next.
      for (const conversation of conversations)
        await agent.forget({ projectId: id, conversationId: conversation.id });
      await agent.forget({ projectId: id });
      await checkpoints.drop(id);
      await rm(await projectFolder(projectsDir, id), { recursive: true, force: true, maxRetries: 5 });
      return c.json({ success: true as const, deleted_project_id: id }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/projects/{id}/warm",
      tags: ["projects"],
      request: { params: projectPath },
      responses: {
        200: json(
          z.object({ success: z.literal(true) }),
          "A process for the project's next new conversation is kept ready",
        ),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id } = await mine(c.req.valid("param").id);
      agent.prepare({ projectId: id, projectDir: await projectFolder(projectsDir, id) });
      return c.json({ success: true as const }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/files",
      tags: ["files"],
      request: { params: projectPath },
      responses: { 200: json(fileListSchema, "Files in the project's folder"), 404: failures[404] },
    }),
    async (c) => {
      const { id } = await mine(c.req.valid("param").id);
      return c.json({ project_id: id, ...(await listFiles(await projectFolder(projectsDir, id))) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/files/content",
      tags: ["files"],
      request: { params: projectPath, query: z.object({ path: z.string() }) },
      responses: { 200: json(fileContentSchema, "A file's text, up to 1 MB"), ...failures },
    }),
    async (c) => {
      const { id } = await mine(c.req.valid("param").id);
      return c.json(
        await readProjectFile(await projectFolder(projectsDir, id), c.req.valid("query").path),
        200,
      );
    },
  );

  return app;
}
