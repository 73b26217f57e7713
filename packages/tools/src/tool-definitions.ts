import { mergeTools } from "./merge-tools.ts";
import { cancelOperation } from "./operations/cancel-operation.ts";
import { checkOperationStatus } from "./operations/check-operation-status.ts";
import { listOperations } from "./operations/list-operations.ts";
import { flatAgentBricksTools, mergedAgentBricksTools } from "./tools/agent-bricks/agent-bricks-tools.ts";
import {
  getBestCluster,
  getClusterStatus,
  listClusters,
  startCluster,
} from "./tools/compute/cluster-tools.ts";
import { executeDatabricksCommand } from "./tools/compute/execute-databricks-command.ts";
import { runPythonFile } from "./tools/compute/run-python-file.ts";
import { dashboardTools, mergedDashboards } from "./tools/dashboards/dashboard-tools.ts";
import { deleteWorkspaceObject } from "./tools/files/delete-workspace-object.ts";
import { manageWorkspaceFiles } from "./tools/files/manage-workspace-files.ts";
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
import { flatLakebaseTools, mergedLakebaseTools } from "./tools/lakebase/lakebase-tools.ts";
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
import { flatUnityCatalogTools, mergedUnityCatalogTools } from "./tools/unity-catalog/manage-uc.ts";
import { currentUser, getCurrentUser } from "./tools/user/current-user.ts";
import {
  createVolumeDirectory,
  deleteVolumeDirectory,
  deleteVolumeFile,
  downloadFromVolume,
  getVolumeFileInfo,
  listVolumeFiles,
  uploadToVolume,
} from "./tools/volumes/volume-tools.ts";
import { manageSqlWarehouse, mergedSqlWarehouse } from "./tools/warehouses/warehouse-tools.ts";
import type { ToolDefinition } from "./types.ts";

/** Every operation as a tool of its own, by the names of the system that we re-implement. */
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
  ...dashboardTools,
  uploadFile,
  uploadFolder,
  listVolumeFiles,
  uploadToVolume,
  downloadFromVolume,
  deleteVolumeFile,
  deleteVolumeDirectory,
  createVolumeDirectory,
  getVolumeFileInfo,
  ...flatUnityCatalogTools,
  ...flatLakebaseTools,
  ...flatAgentBricksTools,
  manageSqlWarehouse,
  manageWorkspaceFiles,
  currentUser,
  getCurrentUser,
  checkOperationStatus,
  listOperations,
  cancelOperation,
];

/**
 * The same for a model: operations on one kind of thing are actions of one tool, which costs a fraction of the context.
 */
export const modelTools: ToolDefinition[] = [
  executeSql,
  executeSqlMulti,
  listWarehouses,
  getBestWarehouse,
  getTableDetails,
  executeDatabricksCommand,
  runPythonFile,
  mergeTools({
    name: "manage_cluster",
    title: "Clusters",
    description: "Finds, starts and looks at clusters.",
    actions: { list: listClusters, get_best: getBestCluster, start: startCluster, status: getClusterStatus },
  }),
  mergeTools({
    name: "manage_pipeline",
    title: "Pipelines",
    description: "Makes, changes, finds and deletes pipelines (Spark Declarative Pipelines).",
    actions: {
      create_or_update: createOrUpdatePipeline,
      get: getPipeline,
      find_by_name: findPipelineByName,
      update: updatePipeline,
      delete: deletePipeline,
    },
  }),
  mergeTools({
    name: "manage_pipeline_run",
    title: "Pipeline runs",
    description: "Runs pipelines, looks at their runs and events, and stops them.",
    actions: { start: startUpdate, get: getUpdate, stop: stopPipeline, get_events: getPipelineEvents },
  }),
  mergeTools({
    name: "manage_jobs",
    title: "Jobs",
    description: "Makes, changes, finds, lists and deletes jobs.",
    actions: {
      create: createJob,
      get: getJob,
      list: listJobs,
      find_by_name: findJobByName,
      update: updateJob,
      delete: deleteJob,
    },
  }),
  mergeTools({
    name: "manage_job_runs",
    title: "Job runs",
    description: "Runs jobs, waits for their runs, reads their output, lists and cancels them.",
    actions: {
      run_now: runJobNow,
      wait: waitForRunTool,
      get: getRun,
      get_output: getRunOutput,
      cancel: cancelRun,
      list: listRuns,
    },
  }),
  uploadFile,
  uploadFolder,
  mergeTools({
    name: "manage_volume_files",
    title: "Files of volumes",
    description: "Lists, uploads, downloads and deletes files of volumes.",
    actions: {
      list: listVolumeFiles,
      upload: uploadToVolume,
      download: downloadFromVolume,
      delete: deleteVolumeFile,
      delete_directory: deleteVolumeDirectory,
      mkdir: createVolumeDirectory,
      get_info: getVolumeFileInfo,
    },
  }),
  ...mergedUnityCatalogTools,
  ...mergedLakebaseTools,
  ...mergedAgentBricksTools,
  mergedDashboards,
  mergedSqlWarehouse,
  deleteWorkspaceObject,
  currentUser,
  checkOperationStatus,
  listOperations,
  cancelOperation,
];
