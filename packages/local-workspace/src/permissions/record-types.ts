import type { JobService } from "../jobs/job-service.ts";
import { idSchema } from "../jobs/job-settings.ts";
import type { PipelineService } from "../pipelines/pipeline-service.ts";
import { check } from "../rest/parse.ts";
import { warehouseOf } from "../rest/warehouse-routes.ts";
import type { Warehouses } from "../warehouses.ts";
import type { Granted } from "./granted.ts";
import type { PermissionType } from "./permission-type.ts";

export const JOB_LEVELS = {
  CAN_VIEW: "Can view the job and its runs",
  CAN_MANAGE_RUN: "Can start and cancel runs",
  CAN_MANAGE: "Can manage the job",
  IS_OWNER: "Is the owner of the job",
};

export interface RecordTypeParts {
  jobs: JobService;
  pipelines: PipelineService;
  warehouses: Warehouses;
  user: { userName: string };
}

/** Kinds of objects whose records hold their permissions, so that they go with them. */
export const recordTypes = ({ jobs, pipelines, warehouses, user }: RecordTypeParts): PermissionType[] => [
  {
    path: "jobs",
    objectType: "job",
    levels: JOB_LEVELS,
    find: (text) => {
      const { id, creator, permissions } = jobs.job(check(text, idSchema, "The job's id"));
      const own = { list: permissions as Granted[], set: (list: Granted[]) => jobs.setPermissions(id, list) };
      return { id: String(id), owner: creator, own };
    },
  },
  {
    path: "pipelines",
    objectType: "pipelines",
    levels: {
      CAN_VIEW: "Can view the pipeline",
      CAN_RUN: "Can start and stop updates",
      CAN_MANAGE: "Can manage the pipeline",
      IS_OWNER: "Is the owner of the pipeline",
    },
    find: (id) => {
      const list = pipelines.get(id).permissions as Granted[];
      return { id, owner: user.userName, own: { list, set: (next) => pipelines.setPermissions(id, next) } };
    },
  },
  {
    path: "warehouses",
    alias: "sql/warehouses",
    objectType: "warehouses",
    levels: {
      CAN_VIEW: "Can view the SQL warehouse",
      CAN_MONITOR: "Can view the SQL warehouse and the queries on it, and use it",
      CAN_USE: "Can use the SQL warehouse",
      CAN_MANAGE: "Can manage the SQL warehouse",
      IS_OWNER: "Is the owner of the SQL warehouse",
    },
    find: (text) => {
      const { id, creator, permissions } = warehouseOf(warehouses, text);
      const set = (list: Granted[]) => void warehouses.edit(id, { permissions: list });
      return { id, owner: creator, own: { list: permissions, set } };
    },
  },
];
