import { Hono } from "hono";
import { z } from "zod";
import { nextFire } from "../jobs/cron.ts";
import { invalidParameter, notImplemented } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { check, jsonBody, queryParams } from "../rest/parse.ts";
import { warehouseOf } from "../rest/warehouse-routes.ts";
import type { Warehouses } from "../warehouses.ts";
import { masked } from "./field-mask.ts";
import { listQuery } from "./query-routes.ts";
import { type AlertV2Fields, type AlertV2Record, alertV2Fields } from "./query-schema.ts";
import type { TrashStore } from "./trash-store.ts";

const { parent_path: _, ...changeable } = alertV2Fields.shape;
const CHANGEABLE = Object.keys(changeable);

export interface AlertV2RouteParts {
  alertsV2: TrashStore<AlertV2Record>;
  warehouses: Warehouses;
  user: { userName: string };
}

/** Alerts, evaluated at the times of their schedules. Nobody is notified here. Mount at `/api/2.0/alerts`. */
export function alertV2Routes({ alertsV2: alerts, warehouses, user }: AlertV2RouteParts): Hono {
  const app = new Hono({ strict: false });
  const checked = (fields: AlertV2Fields): AlertV2Fields => {
    warehouseOf(warehouses, fields.warehouse_id);
    const { quartz_cron_schedule, timezone_id } = fields.schedule;
    nextFire(
      { quartz_cron_expression: quartz_cron_schedule, timezone_id, pause_status: "UNPAUSED" },
      Date.now(),
    );
    if (fields.run_as?.service_principal_name !== undefined)
      throw notImplemented("Running an alert as a service principal");
    const other = [fields.run_as?.user_name, fields.run_as_user_name].find(
      (name) => name !== undefined && name !== user.userName,
    );
    if (other !== undefined) throw invalidParameter(`'run_as': must be ${user.userName}`);
    return fields;
  };
  const show = ({ id, fields, createdAt, updatedAt, trashedAt, state, lastEvaluatedAt }: AlertV2Record) => ({
    id,
    ...fields,
    evaluation: {
      ...fields.evaluation,
      state,
      ...(lastEvaluatedAt === undefined ? {} : { last_evaluated_at: lastEvaluatedAt }),
    },
    owner_user_name: user.userName,
    run_as_user_name: user.userName,
    effective_run_as: { user_name: user.userName },
    create_time: createdAt,
    update_time: updatedAt,
    lifecycle_state: trashedAt === undefined ? "ACTIVE" : "DELETED",
  });

  app.post("/", async (c) => {
    const fields = checked(await jsonBody(c, alertV2Fields));
    const kept = { parent_path: `/Workspace/Users/${user.userName}`, ...fields };
    return c.json(show(alerts.create({ fields: kept, state: "UNKNOWN" })));
  });
  app.get("/", (c) => {
    const { page_size, page_token } = queryParams(c, listQuery);
    const page = pageOf(alerts.list(), ({ id }) => id, page_size || 20, page_token);
    return c.json({
      alerts: page.items.map(show),
      ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
    });
  });
  app.get("/:id", (c) => c.json(show(alerts.get(c.req.param("id")))));
  app.patch("/:id", async (c) => {
    const record = alerts.get(c.req.param("id"));
    const given = await jsonBody(c, z.looseObject({ update_mask: z.string().optional() }));
    const change = masked(given, c.req.query("update_mask") ?? given.update_mask ?? "", CHANGEABLE);
    const fields = checked(check({ ...record.fields, ...change }, alertV2Fields, "The alert"));
    return c.json(show(alerts.update(record, { fields })));
  });
  app.delete("/:id", (c) => {
    alerts.trash(c.req.param("id"));
    return c.json({});
  });
  return app;
}
