import { z } from "zod";

/** Anything that Unity Catalog keeps by name. Which fields it has depends on its kind. */
export const securableSchema = z.looseObject({
  name: z.string().nullish(),
  full_name: z.string().nullish(),
  owner: z.string().nullish(),
  comment: z.string().nullish(),
  /** Milliseconds since 1970. */
  created_at: z.number().nullish(),
  updated_at: z.number().nullish(),
});
export type Securable = z.infer<typeof securableSchema>;

/** One page: the items stand in a field whose name depends on the kind. */
export const securablePageSchema = z.looseObject({ next_page_token: z.string().nullish() });
export const securableItemsSchema = z.array(securableSchema).nullish();

const assignmentSchema = z.looseObject({
  principal: z.string().nullish(),
  /** Names; in effective permissions objects that say where a privilege comes from. */
  privileges: z.array(z.union([z.string(), z.looseObject({ privilege: z.string().nullish() })])).nullish(),
});
export type PrivilegeAssignment = z.infer<typeof assignmentSchema>;
export const permissionsSchema = z.looseObject({
  privilege_assignments: z.array(assignmentSchema).nullish(),
  next_page_token: z.string().nullish(),
});

export const answerSchema = z.looseObject({});
