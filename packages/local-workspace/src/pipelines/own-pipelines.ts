import { ApiError } from "../rest/api-error.ts";
import type { PipelinePlan } from "../sql/types.ts";
import { sqlFailure } from "../statements/sql-failure.ts";
import type { PipelineService } from "./pipeline-service.ts";
import type { PipelineRecord } from "./records.ts";
import { parseSqlSource } from "./sql-source.ts";

/** What runs the statements that make materialized views and streaming tables in a warehouse. */
export interface OwnPipelineRunner {
  /** False when the plan is for a pipeline that no statement made; then its own changes stand. */
  run(plan: PipelinePlan, signal: AbortSignal): Promise<boolean>;
}

/**
 * Materialized views and streaming tables of a warehouse: each has a pipeline of its own whose source is the CREATE
 * statement. Making and refreshing them is an update of that pipeline.
 */
export class OwnPipelines implements OwnPipelineRunner {
  readonly #pipelines: PipelineService;
  /** Definitions run one after the other: two statements must not both make a table's pipeline. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(pipelines: PipelineService) {
    this.#pipelines = pipelines;
  }

  async run(plan: PipelinePlan, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#run(plan, signal);
    } catch (error) {
      // What the pipelines' API would answer is a failure of the statement here.
      if (error instanceof ApiError) throw sqlFailure(error.errorCode, "55000", error.message);
      throw error;
    }
  }

  async #run(plan: PipelinePlan, signal: AbortSignal): Promise<boolean> {
    switch (plan.action) {
      case "create": {
        const created = this.#last.then(() => this.#create(plan, signal));
        this.#last = created.catch(() => undefined);
        await created;
        return true;
      }
      case "refresh":
        await this.#refresh(plan, signal);
        return true;
      case "drop":
        if (!this.#own(plan.pipeline)) return false;
        await this.#pipelines.delete(plan.pipeline);
        return true;
    }
  }

  #own(id: string): PipelineRecord | undefined {
    const found = this.#pipelines.store.get(id);
    return found?.statement === undefined ? undefined : found;
  }

  async #create(plan: Extract<PipelinePlan, { action: "create" }>, signal: AbortSignal): Promise<void> {
    const shown = `${plan.catalog}.${plan.schema}.${plan.name}`;
    const place = { catalog: plan.currentCatalog, schema: plan.currentSchema, configuration: {} };
    // What cannot be read is said before a pipeline is made.
    parseSqlSource(plan.sql, { path: shown, ...place });
    const before = plan.existing === undefined ? undefined : this.#own(plan.existing);
    if (plan.existing !== undefined && !before) throw elsewhere(shown, plan.existing);
    const spec = {
      name: `${plan.type === "MATERIALIZED_VIEW" ? "MV" : "ST"}-${shown}`,
      catalog: plan.currentCatalog,
      schema: plan.currentSchema,
      libraries: [],
      allow_duplicate_names: true,
    };
    if (before) {
      this.#pipelines.edit(before.id, spec);
      this.#setStatement(before.id, plan.sql);
      return this.#update(before.id, false, shown, signal);
    }
    const { id } = this.#pipelines.create(spec);
    this.#setStatement(id, plan.sql);
    try {
      await this.#update(id, false, shown, signal);
    } catch (error) {
      await this.#pipelines.delete(id);
      throw error;
    }
  }

  async #refresh(plan: Extract<PipelinePlan, { action: "refresh" }>, signal: AbortSignal): Promise<void> {
    const shown = `${plan.catalog}.${plan.schema}.${plan.name}`;
    if (!this.#own(plan.pipeline)) throw elsewhere(shown, plan.pipeline);
    if (plan.wait) return this.#update(plan.pipeline, plan.full, shown, signal);
    this.#pipelines.startUpdate(plan.pipeline, { fullRefresh: plan.full, cause: "USER_ACTION" });
  }

  #setStatement(id: string, statement: string): void {
    this.#pipelines.store.put({ ...this.#pipelines.get(id), statement });
  }

  async #update(id: string, fullRefresh: boolean, shown: string, signal: AbortSignal): Promise<void> {
    const update = this.#pipelines.startUpdate(id, { fullRefresh, cause: "USER_ACTION" });
    const cancel = () => update.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
    const ended = await update.done;
    signal.removeEventListener("abort", cancel);
    if (ended === "COMPLETED") return;
    const said = update.failure() ?? `The update ${update.updateId} of its pipeline was cancelled.`;
    const own = /\[([A-Z][A-Z0-9_.]+)\] ([\s\S]*?) ?SQLSTATE: ([0-9A-Z]{5})/.exec(said);
    if (own) throw sqlFailure(own[1] as string, own[3] as string, own[2] as string);
    throw sqlFailure("PIPELINE_UPDATE_FAILED", "XXKST", `The table ${shown} could not be refreshed: ${said}`);
  }
}

const elsewhere = (shown: string, pipeline: string) =>
  sqlFailure(
    "PIPELINE_OWNED_TABLE",
    "0A000",
    `${shown} is made by the sources of the pipeline ${pipeline}. Change and refresh it there: start an update of that pipeline.`,
  );
