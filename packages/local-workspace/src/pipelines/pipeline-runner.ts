/** States of an update that has ended. */
export type EndedUpdateState = "COMPLETED" | "FAILED" | "CANCELED";

export interface StartUpdateOptions {
  fullRefresh?: boolean;
  /** Names of tables, as the update's selections take them. */
  refreshSelection?: string[];
  fullRefreshSelection?: string[];
  validateOnly?: boolean;
  cause?: "API_CALL" | "USER_ACTION" | "JOB_TASK";
  /** Values that join the pipeline's configuration for this update. */
  parameters?: Record<string, string>;
}

export interface StartedUpdate {
  updateId: string;
  /** Resolves when the update has ended, whatever its end; never rejects. */
  done: Promise<EndedUpdateState>;
  /** Asks it to stop; `done` then resolves to CANCELED unless it ended before. */
  cancel(): void;
  /** Why it failed, once `done` has resolved to FAILED. */
  failure(): string | undefined;
}

/** What runs pipelines for others, such as the tasks of jobs. */
export interface PipelineRunner {
  has(pipelineId: string): boolean;
  /**
   * Starts an update. Throws ApiError: 404 when there is no such pipeline, 409 when one runs already,
   * 400 when the options do not fit.
   */
  startUpdate(pipelineId: string, options?: StartUpdateOptions): StartedUpdate;
}
