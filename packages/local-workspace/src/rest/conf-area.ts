import { join } from "node:path";
import { z } from "zod";
import type { Area, AreaParts } from "../area.ts";
import { RecordLog } from "../state/record-log.ts";
import { workspaceConfRoutes } from "./workspace-conf-routes.ts";

/** Settings of the workspace by name. */
export function confArea({ dir }: AreaParts): Area {
  const conf = new RecordLog(join(dir, "conf", "conf.jsonl"), z.string());
  return { api: [["/api/2.0/workspace-conf", workspaceConfRoutes(conf)]], close: () => conf.close() };
}
