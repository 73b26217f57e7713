import { channel } from "node:diagnostics_channel";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { matchedRoutes } from "hono/route";
import type { Area } from "../area.ts";
import type { Identity } from "../identity/identity.ts";
import { oidcRoutes } from "../identity/oidc-routes.ts";
import { ORG_ID } from "../identity/org-id.ts";
import { explorePages } from "../pages/explore-pages.ts";
import { addToHeader, messagePage } from "../pages/html.ts";
import { jobPages } from "../pages/job-pages.ts";
import { type PageRouteParts, pageRoutes } from "../pages/page-routes.ts";
import { pipelinePages } from "../pages/pipeline-pages.ts";
import { treePages } from "../pages/tree-pages.ts";
import { volumePages } from "../pages/volume-pages.ts";
import { permissionRoutes } from "../permissions/permission-routes.ts";
import { recordTypes } from "../permissions/record-types.ts";
import { storedTypes } from "../permissions/stored-types.ts";
import { ApiError, notImplemented } from "./api-error.ts";
import { type ClusterRouteParts, clusterRoutes } from "./cluster-routes.ts";
import { clusterUpkeepRoutes, libraryRoutes } from "./cluster-upkeep-routes.ts";
import { commandRoutes } from "./command-routes.ts";
import { type DbfsRouteParts, dbfsRoutes } from "./dbfs-routes.ts";
import { type FilesRouteParts, filesRoutes } from "./files-routes.ts";
import { bearerGuard, hostGuard, isLoopback } from "./guard.ts";
import { type HistoryRouteParts, historyRoutes } from "./history-routes.ts";
import { type JobRouteParts, jobRoutes } from "./job-routes.ts";
import { type PipelineRouteParts, pipelineRoutes } from "./pipeline-routes.ts";
import { type SecretRouteParts, secretRoutes } from "./secret-routes.ts";
import { resultRoutes, type StatementRouteParts, statementRoutes } from "./statement-routes.ts";
import { warehouseConfigRoutes } from "./warehouse-config-routes.ts";
import { warehouseRoutes } from "./warehouse-routes.ts";
import { type WorkspaceRouteParts, workspaceFilesRoutes, workspaceRoutes } from "./workspace-routes.ts";

export interface AppParts
  extends StatementRouteParts,
    WorkspaceRouteParts,
    FilesRouteParts,
    DbfsRouteParts,
    SecretRouteParts,
    ClusterRouteParts,
    JobRouteParts,
    PipelineRouteParts,
    PageRouteParts,
    HistoryRouteParts {
  identity: Identity;
  areas: Area[];
  /** Address the server is bound to, allowed as Host beside the loopback names. */
  host?: string;
  user: { userName: string; displayName: string };
  /** Resolves when the engine answers; API requests wait for it. */
  ready(): Promise<void>;
  log(line: string): void;
}

/** Tells who listens of each answered request: `{ method, route, path, status }`, `route` being the pattern that matched. */
const requests = channel("lakehand.workspace.request");

/** The whole REST surface as a fetch handler. */
export function buildApp(parts: AppParts): Hono {
  const app = new Hono({ strict: false });
  const { tokens } = parts.identity;
  const areaPages = parts.areas.flatMap(({ pages }) => pages ?? []);
  app.onError((error, c) => {
    if (error instanceof ApiError) {
      if (wantsPage(c)) return messagePage(error.status, error.message);
      const { errorCode, message, details } = error;
      return c.json({ error_code: errorCode, message, ...(details ? { details } : {}) }, error.status as 400);
    }
    parts.log(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
    return c.json(
      { error_code: "INTERNAL_ERROR", message: "The local workspace failed to handle the request." },
      500,
    );
  });
  app.notFound((c) => {
    const message = `The local workspace has no endpoint for ${c.req.method} ${c.req.path}.`;
    if (wantsPage(c)) return messagePage(404, message);
    return c.json({ error_code: "ENDPOINT_NOT_FOUND", message }, 404);
  });
  app.use(async (c, next) => {
    await next();
    if (!requests.hasSubscribers) return;
    // The handler that ran last: those behind it in the list also match and were not asked.
    const route = matchedRoutes(c)[c.req.routeIndex];
    requests.publish({
      method: c.req.method,
      route: route?.method === "ALL" ? undefined : route?.path,
      path: c.req.path,
      status: c.res.status,
    });
  });
  app.use(async (c, next) => {
    await next();
    c.header("x-databricks-org-id", ORG_ID);
  });
  app.use(hostGuard(parts.host));
  app.route("/", oidcRoutes(parts.identity));
  app.route("/results", resultRoutes(parts));
  // The pages ask for no token, so they are there only while no other machine can reach them.
  if (parts.host === undefined || isLoopback(parts.host)) {
    app.route("/jobs", jobPages(parts.jobs));
    app.route("/pipelines", pipelinePages(parts));
    for (const { prefix, app: pages } of areaPages) app.route(prefix, pages);
    for (const { prefix, title } of areaPages) if (title !== "") addToHeader(prefix, title);
    app.route("/explore/data/volumes", volumePages(parts));
    app.route("/explore/data", explorePages(parts));
    app.route("/", treePages(parts));
    app.route("/", pageRoutes(parts));
  }
  app.use(
    "/api/*",
    bearerGuard((token) => tokens.accepts(token)),
  );
  app.use("/api/*", async (_, next) => {
    await parts.ready().catch(() => {
      throw new ApiError(
        503,
        "TEMPORARILY_UNAVAILABLE",
        "The SQL engine of the local workspace could not start; its log says why.",
      );
    });
    await next();
  });
  app.use("/api/*", async (c, next) => (c.req.path.startsWith("/api/2.0/fs/") ? next() : limitBody(c, next)));
  app.route("/api/2.0/sql/warehouses", warehouseRoutes(parts));
  app.route("/api/2.0/sql/config/warehouses", warehouseConfigRoutes());
  app.route("/api/2.0/sql/statements", statementRoutes(parts));
  app.route("/api/2.0/sql/history/queries", historyRoutes(parts));
  app.route("/api/2.0/workspace", workspaceRoutes(parts));
  app.route("/api/2.0/workspace-files", workspaceFilesRoutes(parts));
  app.route("/api/2.0/fs", filesRoutes(parts));
  app.route("/api/2.0/dbfs", dbfsRoutes(parts));
  app.route("/api/2.0/secrets", secretRoutes(parts));
  const clusters = clusterRoutes(parts);
  clusters.route("/", clusterUpkeepRoutes(parts));
  for (const version of ["2.1", "2.0"]) app.route(`/api/${version}/clusters`, clusters);
  app.route("/api/2.0/libraries", libraryRoutes(parts));
  const jobs = jobRoutes(parts);
  for (const version of ["2.2", "2.1", "2.0"]) app.route(`/api/${version}/jobs`, jobs);
  app.route("/api/1.2", commandRoutes(parts.compute));
  app.route("/api/2.0/pipelines", pipelineRoutes(parts));
  const permissionTypes = [
    ...recordTypes(parts),
    ...storedTypes(parts),
    ...parts.areas.flatMap(({ permissions }) => permissions ?? []),
  ];
  app.route("/api/2.0/permissions", permissionRoutes(permissionTypes, parts.identity.permissions));
  for (const { api } of parts.areas) for (const [prefix, routes] of api) app.route(prefix, routes);
  app.all("/api/*", (c) => {
    const known = PLANNED.find((prefix) => c.req.path.startsWith(prefix));
    if (known) throw notImplemented(`${c.req.method} ${c.req.path}`);
    return c.notFound();
  });
  return app;
}

/** A browser that follows a link, not a program. */
const wantsPage = (c: Context) =>
  !c.req.path.startsWith("/api/") && (c.req.header("accept") ?? "").includes("text/html");

/** Bodies that are read whole; files of volumes stream instead. */
const limitBody = bodyLimit({
  maxSize: 128 * 1024 * 1024,
  onError: () => {
    throw new ApiError(413, "REQUEST_TOO_LARGE", "The request body may have at most 128 MiB.");
  },
});

/** Real Databricks endpoints that this workspace does not serve: told apart from mistyped ones. */
const PLANNED = [
  "/api/1.2/",
  "/api/2.0/apps",
  "/api/2.0/genie/",
  "/api/2.0/lakeview/",
  "/api/2.0/postgres/",
  "/api/2.0/sql/",
  "/api/2.0/workspace",
  "/api/2.1/clusters/",
  "/api/2.1/unity-catalog/",
];
