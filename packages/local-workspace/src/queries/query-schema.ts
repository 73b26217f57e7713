import { z } from "zod";

const text = z.string().max(1_000_000);
const name = z.string().trim().min(1, "must not be empty").max(1000);
const path = z
  .string()
  .regex(/^\/[^\0]*$/, "must be an absolute path of the workspace")
  .max(4000);

/** What a client may say of a query. Parameters are kept as given; dashboards and editors read them, not this server. */
export const queryFields = z.object({
  display_name: name.optional(),
  description: text.optional(),
  query_text: text.optional(),
  warehouse_id: z.string().max(200).optional(),
  catalog: z.string().max(255).optional(),
  schema: z.string().max(255).optional(),
  owner_user_name: z.string().min(1).max(255).optional(),
  parent_path: path.optional(),
  run_as_mode: z.enum(["OWNER", "VIEWER"]).optional(),
  apply_auto_limit: z.boolean().optional(),
  tags: z.array(z.string().max(200)).max(100).optional(),
  parameters: z
    .array(z.looseObject({ name: z.string().min(1) }))
    .max(1000)
    .optional(),
});
export type QueryFields = z.infer<typeof queryFields>;

const operand = z.object({ column: z.object({ name: z.string().min(1) }) });
const value = z
  .object({
    string_value: z.string().optional(),
    double_value: z.number().optional(),
    bool_value: z.boolean().optional(),
  })
  .refine(
    (given) => Object.values(given).filter((each) => each !== undefined).length === 1,
    "give one value",
  );

const legacyState = z.enum(["UNKNOWN", "OK", "TRIGGERED"]);

/** The older kind of alert, which watches a query. */
export const alertFields = z.object({
  display_name: name.optional(),
  query_id: z.string().min(1).max(200).optional(),
  condition: z
    .object({
      op: z.enum([
        "GREATER_THAN",
        "GREATER_THAN_OR_EQUAL",
        "LESS_THAN",
        "LESS_THAN_OR_EQUAL",
        "EQUAL",
        "NOT_EQUAL",
        "IS_NULL",
      ]),
      operand,
      threshold: z.object({ value }).optional(),
      empty_result_state: legacyState.optional(),
    })
    .optional(),
  custom_subject: text.optional(),
  custom_body: text.optional(),
  notify_on_ok: z.boolean().optional(),
  owner_user_name: z.string().min(1).max(255).optional(),
  parent_path: path.optional(),
  seconds_to_retrigger: z.number().int().min(0).optional(),
});
export type AlertFields = z.infer<typeof alertFields>;

const aggregation = z.enum(["SUM", "COUNT", "COUNT_DISTINCT", "AVG", "MEDIAN", "MIN", "MAX", "STDDEV"]);
const column = z.object({
  name: z.string().min(1),
  display: z.string().optional(),
  aggregation: aggregation.optional(),
});
const evaluationState = z.enum(["UNKNOWN", "TRIGGERED", "OK", "ERROR"]);
const runAs = z.object({
  user_name: z.string().min(1).optional(),
  service_principal_name: z.string().min(1).optional(),
});

/** An alert with its own query and schedule. */
export const alertV2Fields = z.object({
  display_name: name,
  query_text: text.refine((sql) => sql.trim() !== "", "must not be empty"),
  warehouse_id: z.string().min(1).max(200),
  evaluation: z.object({
    source: column,
    comparison_operator: z.enum([
      "LESS_THAN",
      "GREATER_THAN",
      "EQUAL",
      "NOT_EQUAL",
      "GREATER_THAN_OR_EQUAL",
      "LESS_THAN_OR_EQUAL",
      "IS_NULL",
      "IS_NOT_NULL",
    ]),
    threshold: z.object({ value: value.optional(), column: column.optional() }).optional(),
    empty_result_state: evaluationState.optional(),
    notification: z
      .object({
        notify_on_ok: z.boolean().optional(),
        retrigger_seconds: z.number().int().min(0).optional(),
        subscriptions: z
          .array(z.object({ user_email: z.string().optional(), destination_id: z.string().optional() }))
          .max(1000)
          .optional(),
      })
      .optional(),
  }),
  schedule: z.object({
    quartz_cron_schedule: z.string().min(1).max(200),
    timezone_id: z.string().min(1).max(100),
    pause_status: z.enum(["PAUSED", "UNPAUSED"]).optional(),
  }),
  custom_summary: text.optional(),
  custom_description: text.optional(),
  parent_path: path.optional(),
  run_as: runAs.optional(),
  run_as_user_name: z.string().max(255).optional(),
});
export type AlertV2Fields = z.infer<typeof alertV2Fields>;
export type EvaluationState = z.infer<typeof evaluationState>;

const stamps = {
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  trashedAt: z.number().optional(),
};
export const queryRecord = z.object({ ...stamps, fields: queryFields, lastModifier: z.string() });
export type QueryRecord = z.infer<typeof queryRecord>;
export const alertRecord = z.object({ ...stamps, fields: alertFields });
export type AlertRecord = z.infer<typeof alertRecord>;
export const alertV2Record = z.object({
  ...stamps,
  fields: alertV2Fields,
  state: evaluationState,
  lastEvaluatedAt: z.string().optional(),
  message: z.string().optional(),
});
export type AlertV2Record = z.infer<typeof alertV2Record>;
