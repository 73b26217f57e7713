import { z } from "zod";

/** An endpoint's pattern that a test asked, and the answer's status. */
export const answeredRequest = z.object({
  method: z.string(),
  route: z.string(),
  status: z.number(),
  test: z.string(),
});
export type AnsweredRequest = z.infer<typeof answeredRequest>;
