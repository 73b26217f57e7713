import { z } from "zod";

export const userSchema = z.object({
  id: z.string().nullish(),
  userName: z.string(),
  displayName: z.string().nullish(),
  active: z.boolean().nullish(),
  emails: z.array(z.object({ value: z.string().nullish(), primary: z.boolean().nullish() })).nullish(),
});
export type User = z.infer<typeof userSchema>;
