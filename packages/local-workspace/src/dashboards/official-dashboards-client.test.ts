import { afterAll, beforeAll, expect, test } from "vitest";
import { all, openOfficialClient } from "../testing/official-client.ts";

let desk: Awaited<ReturnType<typeof openOfficialClient>>;
beforeAll(async () => {
  desk = await openOfficialClient();
});
afterAll(() => desk.close());

test("the official client makes, publishes, schedules, lists and trashes a dashboard", async () => {
  const { lakeview } = desk.client;
  const serialized_dashboard = JSON.stringify({ pages: [{ name: "p", displayName: "P" }] });
  const made = await lakeview.create({ dashboard: { display_name: "Client", serialized_dashboard } });
  const dashboard_id = made.dashboard_id!;
  expect((await lakeview.get({ dashboard_id })).serialized_dashboard).toBe(serialized_dashboard);
  expect((await all(lakeview.list({ page_size: 1 }))).map((each) => each.dashboard_id)).toContain(
    dashboard_id,
  );
  await lakeview.publish({ dashboard_id, embed_credentials: true });
  expect((await lakeview.getPublished({ dashboard_id })).embed_credentials).toBe(true);
  const cron_schedule = { quartz_cron_expression: "0 0 8 * * ?", timezone_id: "UTC" };
  const schedule = await lakeview.createSchedule({ dashboard_id, schedule: { cron_schedule } });
  const schedule_id = schedule.schedule_id!;
  const changed = await lakeview.updateSchedule({
    dashboard_id,
    schedule_id,
    schedule: { cron_schedule, pause_status: "PAUSED" },
  });
  expect(changed.pause_status).toBe("PAUSED");
  expect((await lakeview.getSchedule({ dashboard_id, schedule_id })).etag).toBe("2");
  expect(await all(lakeview.listSchedules({ dashboard_id }))).toHaveLength(1);
  const { subscription_id } = await lakeview.createSubscription({
    dashboard_id,
    schedule_id,
    subscription: { subscriber: { user_subscriber: { user_id: 1 } } },
  });
  const one = { dashboard_id, schedule_id, subscription_id: subscription_id! };
  expect((await lakeview.getSubscription(one)).subscription_id).toBe(subscription_id);
  expect(await all(lakeview.listSubscriptions({ dashboard_id, schedule_id }))).toHaveLength(1);
  await lakeview.deleteSubscription(one);
  await lakeview.deleteSchedule({ dashboard_id, schedule_id });
  await lakeview.unpublish({ dashboard_id });
  await expect(lakeview.getPublished({ dashboard_id })).rejects.toThrow(/not published/);
  await lakeview.trash({ dashboard_id });
  expect((await lakeview.get({ dashboard_id })).lifecycle_state).toBe("TRASHED");
  await expect(lakeview.migrate({ source_dashboard_id: "1" })).rejects.toThrow(
    /not part of the local workspace/,
  );
  await expect(desk.client.lakeviewEmbedded.getPublishedDashboardTokenInfo({ dashboard_id })).rejects.toThrow(
    /not part of the local workspace/,
  );
});
