import { z } from "zod";

const WHO = ["user_name", "group_name", "service_principal_name"] as const;

/** A list of grants with these levels, as requests send it. */
export const grantedList = (levels: string[]) =>
  z
    .array(
      z
        .object({
          user_name: z.string().min(1).optional(),
          group_name: z.string().min(1).optional(),
          service_principal_name: z.string().min(1).optional(),
          permission_level: z.enum(levels),
        })
        .refine(
          (each) => WHO.filter((key) => each[key] !== undefined).length === 1,
          "give one of user_name, group_name and service_principal_name",
        ),
    )
    .max(1000);

export const grantedSchema = z.record(z.string(), z.string());
/** A level and one of `user_name`, `group_name` and `service_principal_name`. */
export type Granted = z.infer<typeof grantedSchema>;

export const whom = (each: Granted) =>
  WHO.flatMap((key) => (each[key] === undefined ? [] : [`${key}:${each[key]}`]))[0];
