import { Hono } from "hono";
import { z } from "zod";
import type { Warehouse } from "../warehouses.ts";
import { jsonBody } from "./parse.ts";
import { type WarehouseRouteParts, warehouseOf } from "./warehouse-routes.ts";

const LEVELS = {
  CAN_VIEW: "Can view the SQL warehouse",
  CAN_MONITOR: "Can view the SQL warehouse and the queries on it, and use it",
  CAN_USE: "Can use the SQL warehouse",
  CAN_MANAGE: "Can manage the SQL warehouse",
  IS_OWNER: "Is the owner of the SQL warehouse",
};
const WHO = ["user_name", "group_name", "service_principal_name"] as const;
const grant = z
  .object({
    user_name: z.string().min(1).optional(),
    group_name: z.string().min(1).optional(),
    service_principal_name: z.string().min(1).optional(),
    permission_level: z.enum(Object.keys(LEVELS) as (keyof typeof LEVELS)[]),
  })
  .refine(
    (each) => WHO.filter((key) => each[key]).length === 1,
    "give one of user_name, group_name and service_principal_name",
  );
const body = z.object({ access_control_list: z.array(grant).max(1000).default([]) });

/** Permissions of SQL warehouses: kept and given back, not enforced. Mount at `/api/2.0/permissions`. */
export function warehousePermissionRoutes({ warehouses }: WarehouseRouteParts): Hono {
  const app = new Hono({ strict: false });
  const find = (id: string) => warehouseOf(warehouses, id);
  // The second is the older name of the first.
  for (const type of ["warehouses", "sql/warehouses"]) {
    app.get(`/${type}/:id/permissionLevels`, (c) => {
      find(c.req.param("id"));
      return c.json({
        permission_levels: Object.entries(LEVELS).map(([permission_level, description]) => ({
          permission_level,
          description,
        })),
      });
    });
    app.get(`/${type}/:id`, (c) => c.json(show(find(c.req.param("id")))));
    app.on(["PUT", "PATCH"], `/${type}/:id`, async (c) => {
      const warehouse = find(c.req.param("id"));
      const { access_control_list: list } = await jsonBody(c, body);
      const given = list.map((each) => each as Record<string, string>);
      const kept = warehouse.permissions.filter((old) => !given.some((each) => whom(each) === whom(old)));
      warehouses.edit(warehouse.id, { permissions: c.req.method === "PUT" ? given : [...kept, ...given] });
      return c.json(show(find(warehouse.id)));
    });
  }
  return app;
}

const whom = (each: Record<string, string>) =>
  WHO.flatMap((key) => (each[key] === undefined ? [] : [`${key}:${each[key]}`]))[0];

function show({ id, creator, permissions }: Warehouse) {
  const owner = { user_name: creator, permission_level: "IS_OWNER" };
  const owned = permissions.some((each) => each.permission_level === "IS_OWNER");
  return {
    object_id: `/sql/warehouses/${id}`,
    object_type: "warehouses",
    access_control_list: (owned ? permissions : [owner, ...permissions]).map(
      ({ permission_level, ...who }) => ({
        ...who,
        all_permissions: [{ permission_level, inherited: false }],
      }),
    ),
  };
}
