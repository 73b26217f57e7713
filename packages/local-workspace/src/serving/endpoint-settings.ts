import { z } from "zod";
import { invalidParameter, notImplemented } from "../rest/api-error.ts";
import { foundationModel } from "./foundation-models.ts";

export const endpointName = z
  .string()
  .max(63)
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?$/,
    "may hold letters, digits, dashes and underscores, and begins and ends with a letter or digit",
  );

export const tagSchema = z.object({ key: z.string().min(1), value: z.string().optional() });

export const rateLimit = z.object({
  calls: z.number().int().nonnegative(),
  key: z.enum(["endpoint", "user"]).default("endpoint"),
  renewal_period: z.literal("minute"),
});

export const gatewaySchema = z
  .object({
    fallback_config: z.object({ enabled: z.boolean() }).optional(),
    guardrails: z.record(z.string(), z.unknown()).optional(),
    inference_table_config: z.record(z.string(), z.unknown()).optional(),
    rate_limits: z
      .array(
        z
          .object({
            calls: z.number().int().nonnegative().optional(),
            tokens: z.number().int().nonnegative().optional(),
            key: z.enum(["endpoint", "service_principal", "user", "user_group"]).default("endpoint"),
            renewal_period: z.literal("minute"),
          })
          .loose(),
      )
      .optional(),
    usage_tracking_config: z.object({ enabled: z.boolean().optional() }).optional(),
  })
  .loose();

const entity = z
  .object({
    name: z.string().min(1).optional(),
    entity_name: z.string().optional(),
    entity_version: z.string().optional(),
    model_name: z.string().optional(),
    model_version: z.string().optional(),
    external_model: z
      .object({ name: z.string().optional(), provider: z.string().optional() })
      .loose()
      .optional(),
  })
  .loose();

const traffic = z.object({
  routes: z
    .array(
      z.object({
        served_entity_name: z.string().optional(),
        served_model_name: z.string().optional(),
        traffic_percentage: z.number().int().min(0).max(100),
      }),
    )
    .default([]),
});

export const configBody = z
  .object({
    served_entities: z.array(entity).optional(),
    served_models: z.array(entity).optional(),
    traffic_config: traffic.optional(),
    auto_capture_config: z.unknown().optional(),
  })
  .loose();

export const servedEntity = z.object({
  name: z.string(),
  entity_name: z.string(),
  entity_version: z.string().optional(),
});
export type ServedEntity = z.infer<typeof servedEntity>;

export interface CheckedConfig {
  entities: ServedEntity[];
  routes: { served_entity_name: string; traffic_percentage: number }[];
}

/** Says what an endpoint serves. Throws ApiError for what nothing here can stand behind. */
export function checkConfig(config: z.infer<typeof configBody>): CheckedConfig {
  if (config.auto_capture_config) throw notImplemented("An inference table (auto_capture_config)");
  const given = config.served_entities ?? config.served_models ?? [];
  if (given.length === 0)
    throw invalidParameter("'config.served_entities': needs at least one served entity");
  const entities = given.map(checkEntity);
  const names = new Set(entities.map(({ name }) => name));
  if (names.size < entities.length) throw invalidParameter("Two served entities have the same name.");
  if (new Set(entities.map(({ entity_name }) => foundationModel(entity_name)?.task)).size > 1)
    throw invalidParameter("All served entities of an endpoint must be of one task.");
  const routes = (config.traffic_config?.routes ?? []).map((route) => ({
    served_entity_name: route.served_entity_name ?? route.served_model_name ?? "",
    traffic_percentage: route.traffic_percentage,
  }));
  const stray = routes.find(({ served_entity_name }) => !names.has(served_entity_name));
  if (stray)
    throw invalidParameter(`'traffic_config': there is no served entity '${stray.served_entity_name}'`);
  if (routes.length > 0 && routes.reduce((sum, route) => sum + route.traffic_percentage, 0) !== 100)
    throw invalidParameter("'traffic_config': the percentages must add up to 100");
  if (routes.length > 0) return { entities, routes };
  if (entities.length > 1)
    throw invalidParameter("'traffic_config': is needed for more than one served entity");
  return { entities, routes: [{ served_entity_name: entities[0]!.name, traffic_percentage: 100 }] };
}

function checkEntity(given: z.infer<typeof entity>): ServedEntity {
  if (given.external_model)
    throw notImplemented(
      `Serving an external model (${given.external_model.provider ?? "unknown provider"}), which needs that provider's account,`,
    );
  const name = given.entity_name ?? given.model_name;
  if (!name) throw invalidParameter("'served_entities': each needs an 'entity_name'");
  const model = foundationModel(name);
  if (!model)
    throw notImplemented(
      `Serving '${name}': a custom model, function or agent needs model-serving compute, which`,
    );
  return {
    name: given.name ?? model.name,
    entity_name: model.entity,
    ...((given.entity_version ?? given.model_version)
      ? { entity_version: given.entity_version ?? given.model_version }
      : {}),
  };
}
