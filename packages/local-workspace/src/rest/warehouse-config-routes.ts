import { Hono } from "hono";
import { notImplemented } from "./api-error.ts";

/** The workspace's settings for all warehouses: what holds here, and no other. Mount at `/api/2.0/sql/config/warehouses`. */
export function warehouseConfigRoutes(): Hono {
  const app = new Hono({ strict: false });
  app.get("/", (c) =>
    c.json({
      security_policy: "DATA_ACCESS_CONTROL",
      enable_serverless_compute: true,
      enabled_warehouse_types: [
        { warehouse_type: "CLASSIC", enabled: true },
        { warehouse_type: "PRO", enabled: true },
      ],
      data_access_config: [],
      sql_configuration_parameters: { configuration_pairs: [] },
    }),
  );
  app.put("/", () => {
    throw notImplemented(
      "Changing the settings of all SQL warehouses (their SQL parameters, data access and types)",
    );
  });
  return app;
}
