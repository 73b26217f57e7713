import { z } from "zod";

/** Fields that the bodies of Unity Catalog requests share. */
export const objectName = z
  .string()
  .min(1, "must not be empty")
  .max(255)
  .regex(/^[^./\s\p{Cc}]+$/u, "must not hold a dot, a slash, white space or control characters");
export const text = z.string().max(65_536);
export const owner = z.string().min(1).max(255);
export const textMap = z.record(z.string().min(1).max(255), z.string().max(4096));
export const optimization = z.enum(["ENABLE", "DISABLE", "INHERIT"]);

/** The given fields alone: absent ones are left out rather than undefined. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
