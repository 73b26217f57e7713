import { cancelOperation } from "./operations/cancel-operation.ts";
import { checkOperationStatus } from "./operations/check-operation-status.ts";
import { listOperations } from "./operations/list-operations.ts";
import {
  getBestCluster,
  getClusterStatus,
  listClusters,
  startCluster,
} from "./tools/compute/cluster-tools.ts";
import { executeDatabricksCommand } from "./tools/compute/execute-databricks-command.ts";
import { runPythonFile } from "./tools/compute/run-python-file.ts";
import { uploadFile } from "./tools/files/upload-file.ts";
import { uploadFolder } from "./tools/files/upload-folder.ts";
import { createJob, deleteJob, findJobByName, getJob, listJobs, updateJob } from "./tools/jobs/job-tools.ts";
import {
  cancelRun,
  getRun,
  getRunOutput,
  listRuns,
  runJobNow,
  waitForRunTool,
} from "./tools/jobs/run-tools.ts";
import { createOrUpdatePipeline } from "./tools/pipelines/create-or-update-pipeline.ts";
import {
  createPipeline,
  deletePipeline,
  findPipelineByName,
  getPipeline,
  getPipelineEvents,
  getUpdate,
  startUpdate,
  stopPipeline,
  updatePipeline,
} from "./tools/pipelines/pipeline-tools.ts";
import { executeSql } from "./tools/sql/execute-sql.ts";
import { executeSqlMulti } from "./tools/sql/execute-sql-multi.ts";
import { getBestWarehouse } from "./tools/sql/get-best-warehouse.ts";
import { getTableDetails } from "./tools/sql/get-table-details.ts";
import { listWarehouses } from "./tools/sql/list-warehouses.ts";
import { currentUser, getCurrentUser } from "./tools/user/current-user.ts";
import type { ToolDefinition } from "./types.ts";

/** Every tool, in the order in which they are offered. */
export const toolDefinitions: ToolDefinition[] = [
  executeSql,
  executeSqlMulti,
  listWarehouses,
  getBestWarehouse,
  getTableDetails,
  executeDatabricksCommand,
  runPythonFile,
  listClusters,
  getBestCluster,
  startCluster,
  getClusterStatus,
  createOrUpdatePipeline,
  createPipeline,
  getPipeline,
  updatePipeline,
  deletePipeline,
  findPipelineByName,
  startUpdate,
  getUpdate,
  stopPipeline,
  getPipelineEvents,
  listJobs,
  getJob,
  findJobByName,
  createJob,
  updateJob,
  deleteJob,
  runJobNow,
  getRun,
  getRunOutput,
  cancelRun,
  listRuns,
  waitForRunTool,
  uploadFile,
  uploadFolder,
  currentUser,
  getCurrentUser,
  checkOperationStatus,
  listOperations,
  cancelOperation,
];
