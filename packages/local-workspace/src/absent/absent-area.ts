import type { Area } from "../area.ts";
import { ABSENCES } from "./absences.ts";
import { absentRoutes } from "./absent-routes.ts";

/** What clients look for in every workspace and this one cannot have. */
export const absentArea = (): Area => ({
  api: ABSENCES.map((absence) => [absence.prefix, absentRoutes(absence)]),
});
