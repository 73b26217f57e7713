import { Hono } from "hono";
import { z } from "zod";
import { jsonBody } from "./parse.ts";
import type { PipelineRouteParts } from "./pipeline-routes.ts";

const LEVELS: Record<string, string> = {
  CAN_VIEW: "Can view the pipeline",
  CAN_RUN: "Can start and stop updates",
  CAN_MANAGE: "Can manage the pipeline",
  IS_OWNER: "Is the owner of the pipeline",
};
const granted = z
  .object({
    user_name: z.string().min(1).optional(),
    group_name: z.string().min(1).optional(),
    service_principal_name: z.string().min(1).optional(),
    permission_level: z.enum(["CAN_VIEW", "CAN_RUN", "CAN_MANAGE", "IS_OWNER"]),
  })
  .refine(
    (each) => [each.user_name, each.group_name, each.service_principal_name].filter(Boolean).length === 1,
    "give one of user_name, group_name and service_principal_name",
  );
type Granted = z.infer<typeof granted>;
const body = z.object({ access_control_list: z.array(granted).max(1000).default([]) }).loose();

/** Permissions of pipelines: kept and given back, not enforced. Mount at `/api/2.0/permissions/pipelines`. */
export function pipelinePermissionRoutes({ pipelines: service, user }: PipelineRouteParts): Hono {
  const app = new Hono({ strict: false });
  const whom = (each: Granted) => each.user_name ?? each.group_name ?? each.service_principal_name;
  const show = (id: string) => {
    const owner: Granted = { user_name: user.userName, permission_level: "IS_OWNER" };
    const kept = service.get(id).permissions as Granted[];
    const all = kept.some((each) => each.permission_level === "IS_OWNER") ? kept : [owner, ...kept];
    return {
      object_id: `/pipelines/${id}`,
      object_type: "pipelines",
      access_control_list: all.map(({ permission_level, ...who }) => ({
        ...who,
        all_permissions: [{ permission_level, inherited: false }],
      })),
    };
  };
  app.get("/:id/permissionLevels", (c) => {
    service.get(c.req.param("id"));
    return c.json({
      permission_levels: Object.entries(LEVELS).map(([permission_level, description]) => ({
        permission_level,
        description,
      })),
    });
  });
  app.get("/:id", (c) => c.json(show(c.req.param("id"))));
  app.on(["PUT", "PATCH"], "/:id", async (c) => {
    const { id, permissions } = service.get(c.req.param("id"));
    const { access_control_list: list } = await jsonBody(c, body);
    const kept = (permissions as Granted[]).filter(
      (each) => !list.some((given) => whom(given) === whom(each)),
    );
    service.setPermissions(id, c.req.method === "PUT" ? list : [...kept, ...list]);
    return c.json(show(id));
  });
  return app;
}
