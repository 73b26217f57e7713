import { Hono } from "hono";
import { notImplemented } from "../api-error.ts";
import { missing } from "./catalog-access.ts";
import { METASTORE_ID } from "./shapes.ts";

export interface MetastoreParts {
  user: { userName: string };
  workspaceId: number;
}

/** The one metastore. Mount at the root of Unity Catalog. */
export function metastoreRoutes({ user, workspaceId }: MetastoreParts): Hono {
  const app = new Hono({ strict: false });
  const shown = {
    metastore_id: METASTORE_ID,
    global_metastore_id: `local:local:${METASTORE_ID}`,
    name: "local",
    cloud: "local",
    region: "local",
    owner: user.userName,
    delta_sharing_scope: "INTERNAL",
    privilege_model_version: "1.0",
  };
  const known = (id: string) => (id === METASTORE_ID ? undefined : missing("METASTORE", id));
  const refuse = (what: string) => () => {
    throw notImplemented(`${what} (there is one metastore, and this workspace uses it), which`);
  };

  app.get("/metastore_summary", (c) => c.json(shown));
  app.get("/current-metastore-assignment", (c) =>
    c.json({ metastore_id: METASTORE_ID, workspace_id: workspaceId, default_catalog_name: "main" }),
  );
  app.get("/metastores", (c) => c.json({ metastores: [shown] }));
  app.get("/metastores/:id", (c) => {
    known(c.req.param("id"));
    return c.json(shown);
  });
  app.post("/metastores", refuse("Creating a metastore"));
  app.patch("/metastores/:id", refuse("Changing a metastore"));
  app.delete("/metastores/:id", refuse("Deleting a metastore"));
  app.put("/workspaces/:workspace/metastore", refuse("Assigning a metastore"));
  app.patch("/workspaces/:workspace/metastore", refuse("Assigning a metastore"));
  app.delete("/workspaces/:workspace/metastore", refuse("Taking a metastore away"));

  app.get("/metastores/:id/systemschemas", (c) => {
    known(c.req.param("id"));
    return c.json({ schemas: [{ schema: "information_schema", state: "ENABLE_COMPLETED" }] });
  });
  app.on(["PUT", "DELETE"], "/metastores/:id/systemschemas/:schema", () => {
    throw notImplemented("A system schema beside information_schema has no source of data here and");
  });
  return app;
}
