import { Hono } from "hono";
import { z } from "zod";
import { nextFire } from "../jobs/cron.ts";
import { notFound } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { countText, jsonBody, queryParams } from "../rest/parse.ts";
import { active, isoTime, sameVersion } from "./dashboard-routes.ts";
import type { DashboardStore } from "./dashboard-store.ts";
import { type Schedule, type ScheduleStore, type Subscription, subscriberSchema } from "./schedule-store.ts";

const scheduleBody = z.looseObject({
  display_name: z.string().max(200).optional(),
  cron_schedule: z.object({ quartz_cron_expression: z.string(), timezone_id: z.string() }),
  pause_status: z.enum(["PAUSED", "UNPAUSED"]).default("UNPAUSED"),
  warehouse_id: z.string().optional(),
  etag: z.string().optional(),
});
const pageQuery = z.looseObject({
  page_size: countText(1000).default(100),
  page_token: z.string().optional(),
});
const etagQuery = z.looseObject({ etag: z.string().optional() });

/** Schedules and subscriptions, which are kept and have no effect. Mount beside the dashboards' own routes. */
export function scheduleRoutes(dashboards: DashboardStore, schedules: ScheduleStore): Hono {
  const app = new Hono({ strict: false });
  const dashboard = async (id: string) => active(await dashboards.get(id), id);
  const schedule = (dashboardId: string, id: string): Schedule => {
    const found = schedules.schedule(dashboardId, id);
    if (!found) throw notFound(`The dashboard ${dashboardId} has no schedule ${id}.`);
    return found;
  };
  const subscription = (scheduleId: string, id: string): Subscription => {
    const found = schedules.subscriptions(scheduleId).find((each) => each.id === id);
    if (!found) throw notFound(`The schedule ${scheduleId} has no subscription ${id}.`);
    return found;
  };
  const fields = (body: z.infer<typeof scheduleBody>) => {
    nextFire({ ...body.cron_schedule, pause_status: "UNPAUSED" }, Date.now());
    return {
      cron: body.cron_schedule,
      pauseStatus: body.pause_status,
      ...(body.display_name === undefined ? {} : { displayName: body.display_name }),
      ...(body.warehouse_id ? { warehouseId: body.warehouse_id } : {}),
    };
  };

  app.post("/:dashboard/schedules", async (c) => {
    const { id } = await dashboard(c.req.param("dashboard"));
    return c.json(
      showSchedule(schedules.add({ dashboardId: id, ...fields(await jsonBody(c, scheduleBody)) })),
    );
  });
  app.get("/:dashboard/schedules", async (c) => {
    const query = queryParams(c, pageQuery);
    const { id } = await dashboard(c.req.param("dashboard"));
    const { items, nextPageToken } = pageOf(
      byKey(schedules.schedules(id)),
      keyOf,
      query.page_size || 100,
      query.page_token,
    );
    return c.json({
      schedules: items.map(showSchedule),
      ...(nextPageToken === undefined ? {} : { next_page_token: nextPageToken }),
    });
  });
  app.get("/:dashboard/schedules/:id", async (c) => {
    await dashboard(c.req.param("dashboard"));
    return c.json(showSchedule(schedule(c.req.param("dashboard"), c.req.param("id"))));
  });
  app.put("/:dashboard/schedules/:id", async (c) => {
    await dashboard(c.req.param("dashboard"));
    const before = schedule(c.req.param("dashboard"), c.req.param("id"));
    const body = await jsonBody(c, scheduleBody);
    sameVersion(before, body.etag);
    return c.json(showSchedule(schedules.update({ ...before, ...fields(body) })));
  });
  app.delete("/:dashboard/schedules/:id", async (c) => {
    await dashboard(c.req.param("dashboard"));
    const found = schedule(c.req.param("dashboard"), c.req.param("id"));
    sameVersion(found, queryParams(c, etagQuery).etag);
    schedules.remove(found.id);
    return c.json({});
  });

  app.post("/:dashboard/schedules/:schedule/subscriptions", async (c) => {
    await dashboard(c.req.param("dashboard"));
    const found = schedule(c.req.param("dashboard"), c.req.param("schedule"));
    const body = await jsonBody(c, z.looseObject({ subscriber: subscriberSchema }));
    return c.json(showSubscription(schedules.subscribe(found, body.subscriber)));
  });
  app.get("/:dashboard/schedules/:schedule/subscriptions", async (c) => {
    const query = queryParams(c, pageQuery);
    await dashboard(c.req.param("dashboard"));
    const { id } = schedule(c.req.param("dashboard"), c.req.param("schedule"));
    const { items, nextPageToken } = pageOf(
      byKey(schedules.subscriptions(id)),
      keyOf,
      query.page_size || 100,
      query.page_token,
    );
    return c.json({
      subscriptions: items.map(showSubscription),
      ...(nextPageToken === undefined ? {} : { next_page_token: nextPageToken }),
    });
  });
  app.get("/:dashboard/schedules/:schedule/subscriptions/:id", async (c) => {
    await dashboard(c.req.param("dashboard"));
    const { id } = schedule(c.req.param("dashboard"), c.req.param("schedule"));
    return c.json(showSubscription(subscription(id, c.req.param("id"))));
  });
  app.delete("/:dashboard/schedules/:schedule/subscriptions/:id", async (c) => {
    await dashboard(c.req.param("dashboard"));
    const { id } = schedule(c.req.param("dashboard"), c.req.param("schedule"));
    const found = subscription(id, c.req.param("id"));
    sameVersion({ version: 1 }, queryParams(c, etagQuery).etag);
    schedules.unsubscribe(found.id);
    return c.json({});
  });
  return app;
}

const keyOf = ({ createdAt, id }: { createdAt: number; id: string }) =>
  `${String(createdAt).padStart(15, "0")}:${id}`;
const byKey = <T extends { createdAt: number; id: string }>(items: T[]) =>
  items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const showSchedule = (schedule: Schedule) => ({
  schedule_id: schedule.id,
  dashboard_id: schedule.dashboardId,
  ...(schedule.displayName === undefined ? {} : { display_name: schedule.displayName }),
  cron_schedule: schedule.cron,
  pause_status: schedule.pauseStatus,
  ...(schedule.warehouseId ? { warehouse_id: schedule.warehouseId } : {}),
  etag: String(schedule.version),
  create_time: isoTime(schedule.createdAt),
  update_time: isoTime(schedule.updatedAt),
});

const showSubscription = (subscription: Subscription) => ({
  subscription_id: subscription.id,
  schedule_id: subscription.scheduleId,
  dashboard_id: subscription.dashboardId,
  subscriber: subscription.subscriber,
  etag: "1",
  create_time: isoTime(subscription.createdAt),
  update_time: isoTime(subscription.createdAt),
});
