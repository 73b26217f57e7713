import { type Context, Hono } from "hono";
import { z } from "zod";
import type { JobService } from "../jobs/job-service.ts";
import { idSchema } from "../jobs/job-settings.ts";
import { check, jsonBody } from "./parse.ts";

const LEVELS: Record<string, string> = {
  CAN_VIEW: "Can view the job and its runs",
  CAN_MANAGE_RUN: "Can start and cancel runs",
  CAN_MANAGE: "Can manage the job",
  IS_OWNER: "Is the owner of the job",
};
const granted = z
  .object({
    user_name: z.string().min(1).optional(),
    group_name: z.string().min(1).optional(),
    service_principal_name: z.string().min(1).optional(),
    permission_level: z.enum(["CAN_VIEW", "CAN_MANAGE_RUN", "CAN_MANAGE", "IS_OWNER"]),
  })
  .refine(
    (each) => [each.user_name, each.group_name, each.service_principal_name].filter(Boolean).length === 1,
    "give one of user_name, group_name and service_principal_name",
  );
export const grants = z.array(granted).max(1000);
type Granted = z.infer<typeof granted>;
const body = z.object({ access_control_list: grants.default([]) }).loose();

/** Permissions of jobs: kept and given back, not enforced. Mount at `/api/2.0/permissions/jobs`. */
export function jobPermissionRoutes({ jobs }: { jobs: JobService }): Hono {
  const app = new Hono({ strict: false });
  const whom = (each: Granted) => each.user_name ?? each.group_name ?? each.service_principal_name;
  const jobOf = (c: Context) => jobs.job(check(c.req.param("id"), idSchema, "The job's id"));
  const show = (id: number) => {
    const job = jobs.job(id);
    const kept = job.permissions as Granted[];
    const owner: Granted = { user_name: job.creator, permission_level: "IS_OWNER" };
    const all = kept.some((each) => each.permission_level === "IS_OWNER") ? kept : [owner, ...kept];
    return {
      object_id: `/jobs/${id}`,
      object_type: "job",
      access_control_list: all.map(({ permission_level, ...who }) => ({
        ...who,
        all_permissions: [{ permission_level, inherited: false }],
      })),
    };
  };
  app.get("/:id/permissionLevels", (c) => {
    jobOf(c);
    return c.json({
      permission_levels: Object.entries(LEVELS).map(([permission_level, description]) => ({
        permission_level,
        description,
      })),
    });
  });
  app.get("/:id", (c) => c.json(show(jobOf(c).id)));
  app.on(["PUT", "PATCH"], "/:id", async (c) => {
    const { id, permissions } = jobOf(c);
    const { access_control_list: list } = await jsonBody(c, body);
    const kept = (permissions as Granted[]).filter(
      (each) => !list.some((given) => whom(given) === whom(each)),
    );
    jobs.setPermissions(id, c.req.method === "PUT" ? list : [...kept, ...list]);
    return c.json(show(id));
  });
  return app;
}
