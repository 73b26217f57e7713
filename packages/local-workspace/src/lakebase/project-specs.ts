import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";
import { durationText, secondsOf } from "./duration.ts";
import { unsupported } from "./errors.ts";
import type { EndpointSize } from "./projects.ts";

const sizeFields = {
  autoscaling_limit_min_cu: z.number().min(0.5).optional(),
  autoscaling_limit_max_cu: z.number().min(0.5).optional(),
  suspend_timeout_duration: durationText.optional(),
  no_suspension: z.boolean().optional(),
};
const pgSettings = z.record(z.string(), z.string());

export const projectSpec = z
  .object({
    display_name: z.string().max(256).optional(),
    /** Accepted and without effect: there is one version here. */
    pg_version: z.coerce.number().int().min(16).max(18).optional(),
    history_retention_duration: durationText.optional(),
    default_endpoint_settings: z
      .object({ ...sizeFields, pg_settings: pgSettings.optional() })
      .loose()
      .optional(),
    enable_pg_native_login: z.boolean().optional(),
    custom_tags: z.array(z.object({ key: z.string(), value: z.string().optional() })).optional(),
    budget_policy_id: z.string().optional(),
  })
  .loose();
export type ProjectSpec = z.infer<typeof projectSpec>;
export const PROJECT_FIELDS = Object.keys(projectSpec.shape);

export const branchSpec = z
  .object({
    source_branch: z.string().optional(),
    source_branch_time: z.string().optional(),
    source_branch_lsn: z.string().optional(),
    is_protected: z.boolean().optional(),
    expire_time: z.iso.datetime({ offset: true }).optional(),
    ttl: durationText.optional(),
    no_expiry: z.literal(true).optional(),
  })
  .loose();
export type BranchSpec = z.infer<typeof branchSpec>;
export const BRANCH_FIELDS = ["is_protected", "expiration", "expire_time", "ttl", "no_expiry"];

export const endpointSpec = z
  .object({
    endpoint_type: z.enum(["ENDPOINT_TYPE_READ_WRITE", "ENDPOINT_TYPE_READ_ONLY"]).optional(),
    ...sizeFields,
    disabled: z.boolean().optional(),
    settings: z.object({ pg_settings: pgSettings.optional() }).loose().optional(),
    group: z
      .object({
        min: z.int().optional(),
        max: z.int().optional(),
        enable_readable_secondaries: z.boolean().optional(),
      })
      .loose()
      .optional(),
  })
  .loose();
export type EndpointSpec = z.infer<typeof endpointSpec>;
/** `suspension` stands for the two ways to say when an endpoint sleeps. */
export const ENDPOINT_FIELDS = [...Object.keys(endpointSpec.shape), "suspension"];

/** Databricks' own: one compute unit, asleep after a day without a connection. */
export const DEFAULT_SIZE: EndpointSize = { minCu: 1, maxCu: 1, suspendSeconds: 86_400 };

/** `before` with what a spec says. Throws ApiError for what cannot be. */
export function sizeWith(
  before: EndpointSize,
  spec: z.infer<z.ZodObject<typeof sizeFields>> & { pg_settings?: Record<string, string> | undefined },
): EndpointSize {
  const minCu = spec.autoscaling_limit_min_cu ?? before.minCu;
  const maxCu = spec.autoscaling_limit_max_cu ?? Math.max(before.maxCu, minCu);
  if (minCu > maxCu)
    throw invalidParameter("'autoscaling_limit_min_cu' must not be above 'autoscaling_limit_max_cu'.");
  const asked = spec.suspend_timeout_duration;
  if (asked !== undefined && spec.no_suspension)
    throw invalidParameter("Give either 'suspend_timeout_duration' or 'no_suspension'.");
  const seconds = asked === undefined ? before.suspendSeconds : secondsOf(asked);
  if (asked !== undefined && seconds !== undefined && (seconds < 60 || seconds > 604_800))
    throw invalidParameter("'suspend_timeout_duration': must be between 60s and 604800s.");
  const settings = spec.pg_settings ?? before.pgSettings;
  return {
    minCu,
    maxCu,
    ...(spec.no_suspension || seconds === undefined ? {} : { suspendSeconds: seconds }),
    ...(settings ? { pgSettings: settings } : {}),
  };
}

/** When a branch ends; undefined for never. Throws ApiError. */
export function expiryOf(spec: BranchSpec, now: number): number | undefined {
  const given = [spec.expire_time, spec.ttl, spec.no_expiry].filter((value) => value !== undefined);
  if (given.length > 1) throw invalidParameter("Give one of 'expire_time', 'ttl' and 'no_expiry'.");
  const at =
    spec.expire_time !== undefined
      ? Date.parse(spec.expire_time)
      : spec.ttl !== undefined
        ? now + secondsOf(spec.ttl) * 1000
        : undefined;
  if (at !== undefined && at <= now) throw invalidParameter("A branch cannot end in the past.");
  return at;
}

export function refusePointInTime(spec: BranchSpec): void {
  if (spec.source_branch_time !== undefined || spec.source_branch_lsn !== undefined)
    throw unsupported(
      "A branch from a point in time is not part of the local workspace: it keeps no history. Leave source_branch_time and source_branch_lsn out to branch from the present.",
    );
}

export function refuseReplicas(spec: EndpointSpec): void {
  if (spec.endpoint_type === "ENDPOINT_TYPE_READ_ONLY")
    throw unsupported("Read replicas are not part of the local workspace.");
  if ((spec.group?.max ?? 1) > 1 || spec.group?.enable_readable_secondaries)
    throw unsupported("Endpoints of several computes are not part of the local workspace.");
}
