import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";
import { gatewaySchema, rateLimit, servedEntity, tagSchema } from "./endpoint-settings.ts";
import { FOUNDATION_MODELS, type FoundationModel, foundationModel } from "./foundation-models.ts";

const endpointSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  creator: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  version: z.number(),
  entities: z.array(servedEntity),
  routes: z.array(z.object({ served_entity_name: z.string(), traffic_percentage: z.number() })),
  tags: z.array(tagSchema),
  rateLimits: z.array(rateLimit).optional(),
  gateway: gatewaySchema.optional(),
  notifications: z.record(z.string(), z.unknown()).optional(),
  routeOptimized: z.boolean().optional(),
  budgetPolicy: z.string().optional(),
});
export type EndpointRecord = z.infer<typeof endpointSchema>;

/** Serving endpoints: those that every workspace has, and those that were made. */
export class EndpointStore {
  readonly #made: RecordLog<EndpointRecord>;
  readonly #builtIn: Map<string, EndpointRecord>;

  constructor(file: string) {
    this.#made = new RecordLog(file, endpointSchema);
    this.#builtIn = new Map(FOUNDATION_MODELS.map((model) => [model.name, builtIn(model)]));
  }

  static in(dir: string): EndpointStore {
    return new EndpointStore(join(dir, "endpoints.jsonl"));
  }

  get(name: string): EndpointRecord | undefined {
    return this.#made.get(name) ?? this.#builtIn.get(name);
  }

  /** Those that were made first, then the built-in ones. */
  list(): EndpointRecord[] {
    return [...this.#made.list(), ...this.#builtIn.values()];
  }

  isBuiltIn(name: string): boolean {
    return this.#builtIn.has(name);
  }

  put(record: EndpointRecord): EndpointRecord {
    return this.#made.put(record.name, record);
  }

  delete(name: string): boolean {
    return this.#made.delete(name);
  }

  close(): void {
    this.#made.close();
  }
}

export const taskOf = (endpoint: EndpointRecord) => modelOf(endpoint).task;

/** What the endpoint's first served entity is called. */
export const modelOf = (endpoint: EndpointRecord): FoundationModel =>
  foundationModel(endpoint.entities[0]?.entity_name ?? "") ?? FOUNDATION_MODELS[0]!;

/** An id that stays the same at each start. */
export const stableId = (name: string) =>
  createHash("sha256").update(`serving:${name}`).digest("hex").slice(0, 32);

function builtIn(model: FoundationModel): EndpointRecord {
  return {
    id: stableId(model.name),
    name: model.name,
    creator: "System",
    createdAt: 0,
    updatedAt: 0,
    version: 1,
    entities: [{ name: model.name, entity_name: model.entity, entity_version: "1" }],
    routes: [{ served_entity_name: model.name, traffic_percentage: 100 }],
    tags: [],
  };
}
