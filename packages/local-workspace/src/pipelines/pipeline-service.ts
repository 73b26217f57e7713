import { randomUUID } from "node:crypto";
import { ApiError, invalidParameter, notFound } from "../rest/api-error.ts";
import { engineTable } from "../sql/engine-name.ts";
import type { EventLogRows } from "../sql/types.ts";
import { eventLogRows } from "./event-log.ts";
import type { PipelineParts } from "./parts.ts";
import type {
  EndedUpdateState,
  PipelineRunner,
  StartedUpdate,
  StartUpdateOptions,
} from "./pipeline-runner.ts";
import { keptSpec, refuseSettings, type SpecBody, specOf } from "./pipeline-spec.ts";
import { PipelineStore } from "./pipeline-store.ts";
import * as progress from "./progress.ts";
import {
  type EventRecord,
  hasEnded,
  type PipelineRecord,
  type UpdateRecord,
  type UpdateState,
} from "./records.ts";
import { prepareCatalog } from "./table-setup.ts";
import { runUpdate } from "./update-run.ts";

interface Active {
  update: UpdateRecord;
  abort: AbortController;
  done: Promise<EndedUpdateState>;
}

const INTERRUPTED =
  "The local workspace stopped while this update ran. What its finished flows wrote is kept; the next update goes on from there.";

/** Property of a table that a pipeline's event log is written to. */
const EVENT_LOG_OF = "pipelines.eventLogOf";

/** Pipelines and their updates: one of each pipeline runs at a time. */
export class PipelineService implements PipelineRunner {
  readonly store: PipelineStore;
  readonly #parts: PipelineParts;
  readonly #active = new Map<string, Active>();
  /** Those that a person has put to rest after a failure. */
  readonly #stopped = new Set<string>();
  #closed = false;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
    this.store = new PipelineStore(parts.dir, parts.log);
    for (const update of this.store.unended()) {
      this.store.putUpdate({ ...update, state: "FAILED", failure: INTERRUPTED });
      this.#event(update, {
        type: "update_progress",
        level: "ERROR",
        message: `Update ${update.id.slice(0, 6)} is FAILED. ${INTERRUPTED}`,
        details: { update_progress: { state: "FAILED" } },
      });
    }
  }

  has(id: string): boolean {
    return this.store.get(id) !== undefined;
  }

  /** Throws ApiError 404. */
  get(id: string): PipelineRecord {
    const pipeline = this.store.get(id);
    if (!pipeline) throw notFound(`The specified pipeline ${id.slice(0, 100)} was not found.`);
    return pipeline;
  }

  create(body: SpecBody): PipelineRecord {
    refuseSettings(body);
    if (!body.allow_duplicate_names) this.#refuseName(body.name);
    const id = randomUUID();
    const now = Date.now();
    const pipeline = {
      id,
      name: body.name,
      creator: this.#parts.user.userName,
      createdAt: now,
      modifiedAt: now,
      spec: keptSpec(id, body),
      permissions: [],
      graph: [],
      fileColumns: {},
    };
    this.#refusePlace(pipeline);
    if (body.dry_run) return pipeline;
    this.store.put(pipeline);
    this.store.addEvent(id, userAction(`User ${pipeline.creator} created the pipeline.`, "CREATE"));
    return pipeline;
  }

  edit(id: string, body: SpecBody): void {
    const before = this.get(id);
    refuseSettings(body);
    if (before.statement !== undefined && body.libraries.length > 0)
      throw invalidParameter(
        "'libraries': the source of this pipeline is the SQL statement that made its table; run CREATE OR REFRESH again",
      );
    if (body.expected_last_modified !== undefined && body.expected_last_modified !== before.modifiedAt)
      throw new ApiError(
        409,
        "RESOURCE_CONFLICT",
        "The pipeline has been changed since expected_last_modified.",
      );
    if (!body.allow_duplicate_names && body.name !== before.name) this.#refuseName(body.name);
    const changed = { ...before, name: body.name, modifiedAt: Date.now(), spec: keptSpec(id, body) };
    this.#refusePlace(changed);
    this.store.put(changed);
    this.store.addEvent(
      id,
      userAction(`User ${this.#parts.user.userName} edited the pipeline settings.`, "EDIT"),
    );
  }

  setPermissions(id: string, permissions: Record<string, unknown>[]): void {
    this.store.put({ ...this.get(id), permissions });
  }

  /** Deletes it with the tables that it made. */
  async delete(id: string): Promise<void> {
    this.get(id);
    await this.stop(id);
    for (const entry of this.#parts.catalog.entries.values())
      for (const schema of entry.schemas.values())
        for (const table of [...schema.tables.values()]) {
          if (table.pipeline?.id !== id) continue;
          const { catalog, schema: schemaName, name } = table;
          await this.#parts.writer.define(
            [{ op: "drop_table", catalog, schema: schemaName, name }],
            [
              `DROP TABLE IF EXISTS ${engineTable(catalog, schemaName, name)}`,
              ...progress.forget(catalog, table.pipeline.generation),
            ],
            this.#parts.user.userName,
          );
        }
    this.store.delete(id);
  }

  startUpdate(pipelineId: string, options: StartUpdateOptions = {}): StartedUpdate {
    const pipeline = this.get(pipelineId);
    if (this.#closed) throw new ApiError(503, "TEMPORARILY_UNAVAILABLE", "The local workspace is stopping.");
    const running = this.#active.get(pipelineId);
    if (running)
      throw new ApiError(
        409,
        "RESOURCE_CONFLICT",
        `An active update ${running.update.id} already exists for the pipeline '${pipelineId}'. Wait for it, or stop it first.`,
      );
    const { fullRefresh = false, refreshSelection = [], fullRefreshSelection = [] } = options;
    if (fullRefresh && refreshSelection.length + fullRefreshSelection.length > 0)
      throw invalidParameter("'full_refresh': refreshes everything, so give no selection with it");
    const update: UpdateRecord = {
      id: randomUUID(),
      pipelineId,
      state: "QUEUED",
      cause: options.cause ?? "API_CALL",
      createdAt: Date.now(),
      fullRefresh,
      refreshSelection,
      fullRefreshSelection,
      validateOnly: options.validateOnly ?? false,
      parameters: options.parameters ?? {},
    };
    this.#stopped.delete(pipelineId);
    const abort = new AbortController();
    const active: Active = { update: this.store.putUpdate(update), abort, done: Promise.resolve("FAILED") };
    this.#active.set(pipelineId, active);
    this.#event(update, {
      type: "create_update",
      level: "INFO",
      message: `Update ${update.id.slice(0, 6)} started by ${update.cause}.`,
      details: {
        create_update: { cause: update.cause, full_refresh: fullRefresh, validate_only: update.validateOnly },
      },
    });
    active.done = this.#run(pipeline, active).finally(() => this.#active.delete(pipelineId));
    return {
      updateId: update.id,
      done: active.done,
      cancel: () => this.#cancel(active),
      failure: () => this.store.update(pipelineId, update.id)?.failure,
    };
  }

  /** Stops the active update, if there is one; resolves when it has ended. */
  async stop(id: string): Promise<void> {
    this.get(id);
    this.#stopped.add(id);
    const active = this.#active.get(id);
    if (!active) return;
    this.#cancel(active);
    await active.done;
  }

  stateOf(id: string): "IDLE" | "STARTING" | "RUNNING" | "STOPPING" | "RESETTING" | "FAILED" {
    const active = this.#active.get(id);
    if (!active)
      return this.store.updates(id)[0]?.state === "FAILED" && !this.#stopped.has(id) ? "FAILED" : "IDLE";
    const { state } = active.update;
    if (state === "RUNNING" || state === "STOPPING" || state === "RESETTING") return state;
    return "STARTING";
  }

  /** The events of a pipeline as rows; undefined when nothing of that name is a pipeline's. */
  eventLog(
    reference: { pipeline: string } | { table: { catalog: string; schema: string; name: string } },
  ): EventLogRows | undefined {
    const { catalog } = this.#parts;
    const id =
      "pipeline" in reference
        ? reference.pipeline
        : catalog.tableRecord(reference.table.catalog, reference.table.schema, reference.table.name)?.pipeline
            ?.id;
    const pipeline = id === undefined ? undefined : this.store.get(id);
    return pipeline && eventLogRows(pipeline, this.store.events(pipeline.id));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const active of this.#active.values()) this.#cancel(active);
    await Promise.all([...this.#active.values()].map(({ done }) => done));
    this.store.close();
  }

  #cancel(active: Active): void {
    if (active.abort.signal.aborted) return;
    this.#state(active, "STOPPING");
    active.abort.abort();
  }

  async #run(pipeline: PipelineRecord, active: Active): Promise<EndedUpdateState> {
    const { signal } = active.abort;
    const state = (next: UpdateState, failure?: string) => this.#state(active, next, failure);
    let ended: EndedUpdateState;
    let failure: string | undefined;
    try {
      // Whoever starts it has the answer before anything happens.
      await new Promise((resolve) => setImmediate(resolve));
      state("CREATED");
      state("WAITING_FOR_RESOURCES");
      failure = await runUpdate({
        ...this.#parts,
        pipeline,
        spec: specOf(pipeline.spec),
        update: active.update,
        signal,
        state,
        event: (event) => this.#event(active.update, event),
        understood: (found) => {
          const now = this.store.get(pipeline.id);
          if (now) this.store.put({ ...now, ...found });
        },
      });
      ended = failure === undefined ? "COMPLETED" : "FAILED";
    } catch (error) {
      ended = signal.aborted ? "CANCELED" : "FAILED";
      if (!signal.aborted) {
        failure = error instanceof Error ? error.message : String(error);
        this.#parts.log(
          `update ${active.update.id}: ${error instanceof Error ? error.stack : String(error)}`,
        );
      }
    }
    state(ended, failure);
    await this.#publishEvents(pipeline).catch((error: Error) =>
      this.#event(active.update, {
        type: "update_progress",
        level: "WARN",
        message: `The event log could not be published: ${error.message}`,
        details: {},
      }),
    );
    return ended;
  }

  /** Writes the event log as a table, where the settings name one. */
  async #publishEvents(pipeline: PipelineRecord): Promise<void> {
    const { catalog, schema, eventLog: name } = specOf(pipeline.spec);
    if (!name || !this.store.get(pipeline.id)) return;
    const place = { catalog: name.catalog ?? catalog, schema: name.schema ?? schema, name: name.name };
    const { writer, user } = this.#parts;
    await prepareCatalog(this.#parts, place.catalog, place.schema);
    const there = this.#parts.catalog.tableRecord(place.catalog, place.schema, place.name);
    if (there && there.properties?.[EVENT_LOG_OF] !== pipeline.id)
      throw new Error(
        `${place.catalog}.${place.schema}.${place.name} is there and is no event log of this pipeline.`,
      );
    const { sql, columns } = eventLogRows(pipeline, this.store.events(pipeline.id));
    const table = { ...place, kind: "table" as const, columns, properties: { [EVENT_LOG_OF]: pipeline.id } };
    const target = engineTable(place.catalog, place.schema, place.name);
    await writer.define(
      [{ op: "put_table", table }],
      [`CREATE OR REPLACE TABLE ${target} AS ${sql}`],
      user.userName,
    );
  }

  #state(active: Active, state: UpdateState, failure?: string): void {
    if (hasEnded(active.update.state)) return;
    // A stop that has begun is not hidden by what was still under way.
    if (active.abort.signal.aborted && !hasEnded(state)) return;
    active.update = this.store.putUpdate({
      ...active.update,
      state,
      ...(failure === undefined ? {} : { failure }),
    });
    this.#event(active.update, {
      type: "update_progress",
      level: state === "FAILED" ? "ERROR" : "INFO",
      message: `Update ${active.update.id.slice(0, 6)} is ${state}.${failure === undefined ? "" : ` ${failure}`}`,
      details: { update_progress: { state } },
      ...(failure === undefined ? {} : { errors: [{ className: "UpdateFailure", message: failure }] }),
    });
  }

  #event(update: UpdateRecord, event: Omit<EventRecord, "id" | "sequence" | "at" | "updateId">): void {
    this.store.addEvent(update.pipelineId, { ...event, updateId: update.id });
  }

  #refuseName(name: string): void {
    if (this.store.list().some((pipeline) => pipeline.name === name))
      throw new ApiError(
        409,
        "RESOURCE_CONFLICT",
        `The pipeline name '${name}' is already used by another pipeline. Names must be unique unless allow_duplicate_names is set.`,
      );
  }

  #refusePlace(pipeline: PipelineRecord): void {
    const { catalog } = specOf(pipeline.spec);
    const entry = this.#parts.catalog.entry(catalog);
    if (!entry) throw invalidParameter(`'catalog': there is no catalog '${catalog.slice(0, 100)}'`);
    if (entry.record.readOnly) throw invalidParameter(`'catalog': the catalog '${catalog}' is read-only`);
  }
}

const userAction = (message: string, action: string) => ({
  type: "user_action",
  level: "INFO" as const,
  message,
  details: { user_action: { action } },
});
