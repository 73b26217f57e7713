import { absentArea } from "./absent/absent-area.ts";
import { appsAndLakebaseArea } from "./apps/area.ts";
import type { Area, AreaParts } from "./area.ts";
import { dashboardsArea } from "./dashboards/dashboards-area.ts";
import { genieArea } from "./genie/genie-area.ts";
import { identityArea } from "./identity/identity-area.ts";
import { mlflowArea } from "./mlflow/mlflow-area.ts";
import { queriesArea } from "./queries/queries-area.ts";
import { confArea } from "./rest/conf-area.ts";
import { unityArea } from "./rest/unity/unity-area.ts";
import { servingArea } from "./serving/serving-area.ts";
import { searchArea } from "./vector-search/search-area.ts";

/** Every area that `openWorkspace` opens, in the order of the home page. One line each. */
const AREAS: ((parts: AreaParts) => Area)[] = [
  unityArea,
  identityArea,
  dashboardsArea,
  genieArea,
  servingArea,
  mlflowArea,
  appsAndLakebaseArea,
  searchArea,
  queriesArea,
  confArea,
  absentArea,
];

export const openAreas = (parts: AreaParts): Area[] => AREAS.map((open) => open(parts));
