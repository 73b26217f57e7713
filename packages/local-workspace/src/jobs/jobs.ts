import { readFile, stat } from "node:fs/promises";
import type { Catalog } from "../catalog/catalog.ts";
import type { ExecutionContext } from "../compute/context.ts";
import type { RequestHandler } from "../compute/python-process.ts";
import { dbfsPath } from "../dbfs/dbfs-path.ts";
import { objectPath } from "../objects/object-path.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import type { PipelineRunner } from "../pipelines/pipeline-runner.ts";
import { invalidParameter, notFound } from "../rest/api-error.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { type CodeParts, type ContextOwner, notebookTask, pythonTask } from "./code-tasks.ts";
import { conditionTask } from "./condition-task.ts";
import { jobRequests } from "./job-requests.ts";
import { JobService } from "./job-service.ts";
import { JobStore } from "./job-store.ts";
import { modulesBeside } from "./modules.ts";
import { pipelineTask } from "./pipeline-task.ts";
import { RunEngine } from "./run-engine.ts";
import { runJobTask } from "./run-job-task.ts";
import { RunStore } from "./run-store.ts";
import { Scheduler } from "./scheduler.ts";
import { type SqlParts, sqlTask } from "./sql-task.ts";

export interface JobsParts {
  /** Folder of its records. */
  dir: string;
  user: { userName: string };
  objects: ObjectStore;
  catalog: Catalog;
  dbfsDir: string;
  statements: StatementService;
  hasWarehouse(id: string): boolean;
  /** A context for one task. */
  open(): ExecutionContext;
  workspace: { id: string; url: () => string };
  /** Asked at every use, so that it may come later than jobs. */
  pipelines(): PipelineRunner | undefined;
  savedQuery?: SqlParts["savedQuery"];
  log(line: string): void;
}

export interface Jobs {
  service: JobService;
  /** Answers what the code of notebooks asks of jobs. */
  ask: RequestHandler;
  /** Starts schedules and the queued runs of last time. Call it once, when the engine answers. */
  begin(): void;
  close(): Promise<void>;
}

/** Jobs of the workspace, put together. */
export function openJobs(parts: JobsParts): Jobs {
  const owners = new Map<string, ContextOwner>();
  const code = codeParts(parts, owners);
  const runs = new RunStore(parts.dir);
  const engine = new RunEngine({
    store: runs,
    jobName: (run) => run.name,
    workspace: parts.workspace,
    log: parts.log,
    executors: {
      notebook_task: notebookTask(code),
      spark_python_task: pythonTask(code),
      sql_task: sqlTask({
        statements: parts.statements,
        user: parts.user,
        hasWarehouse: parts.hasWarehouse,
        sqlFile: async (path) => (await fromTree(parts.objects, path)).text,
        savedQuery: parts.savedQuery,
      }),
      condition_task: conditionTask,
      run_job_task: runJobTask(() => service),
      pipeline_task: pipelineTask(parts.pipelines),
    },
  });
  const service = new JobService({
    jobs: new JobStore(parts.dir),
    runs,
    engine,
    abilities: () => ({
      pipelines: parts.pipelines() !== undefined,
      savedQueries: parts.savedQuery !== undefined,
    }),
    user: parts.user,
    workspace: parts.workspace,
    log: parts.log,
  });
  const scheduler = new Scheduler(service, parts.log);
  return {
    service,
    ask: jobRequests(service, owners),
    begin: () => {
      service.begin();
      scheduler.begin();
    },
    close: async () => {
      scheduler.close();
      await service.close();
    },
  };
}

function codeParts(parts: JobsParts, owners: Map<string, ContextOwner>): CodeParts {
  return {
    open: parts.open,
    owners,
    notebook: async (path) => {
      const found = await fromTree(parts.objects, path);
      if (found.type !== "NOTEBOOK")
        throw invalidParameter(`${found.path} is a file and no notebook; run it with spark_python_task.`);
      return { path: found.path, text: found.text, language: found.language ?? "PYTHON" };
    },
    modules: (path) => modulesBeside(parts.objects, path),
    pythonFile: async (path) => {
      if (!/^(dbfs:\/|\/Volumes\/)/i.test(path)) return fromTree(parts.objects, path);
      const place = await dbfsPath(parts.dbfsDir, parts.catalog, path);
      const info = await stat(place.disk).catch(() => undefined);
      if (!info?.isFile()) throw notFound(`There is no file ${place.display}.`);
      return { path: place.display, text: await readFile(place.disk, "utf8") };
    },
  };
}

async function fromTree(objects: ObjectStore, given: string) {
  const path = objectPath(given);
  const object = objects.get(path);
  if (!object) throw notFound(`The workspace has no file or notebook ${path}.`);
  if (object.type === "DIRECTORY") throw notFound(`${path} is a folder.`);
  const text = (await objects.read(object)).toString("utf8");
  return { path, text, type: object.type, language: object.language };
}
