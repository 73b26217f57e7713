import type { PipelineService } from "../pipelines/pipeline-service.ts";
import type { EventRecord, PipelineRecord, UpdateRecord } from "../pipelines/records.ts";

/* Pipelines as the API shows them. */

const LATEST = 5;

export function showState(service: PipelineService, pipeline: PipelineRecord) {
  const updates = service.store.updates(pipeline.id);
  const state = service.stateOf(pipeline.id);
  const health = updates.find((update) => update.state === "COMPLETED" || update.state === "FAILED");
  return {
    pipeline_id: pipeline.id,
    name: pipeline.name,
    state,
    creator_user_name: pipeline.creator,
    run_as_user_name: pipeline.creator,
    ...(health ? { health: health.state === "FAILED" ? "UNHEALTHY" : "HEALTHY" } : {}),
    ...(updates.length === 0
      ? {}
      : {
          latest_updates: updates.slice(0, LATEST).map((update) => ({
            update_id: update.id,
            state: update.state,
            creation_time: new Date(update.createdAt).toISOString(),
          })),
        }),
  };
}

export function showPipeline(service: PipelineService, pipeline: PipelineRecord) {
  const failed = service.store.updates(pipeline.id)[0]?.failure;
  return {
    ...showState(service, pipeline),
    spec: pipeline.spec,
    last_modified: pipeline.modifiedAt,
    created_at: pipeline.createdAt,
    run_as: { user_name: pipeline.creator },
    ...(failed === undefined ? {} : { cause: failed }),
  };
}

export function showUpdate(update: UpdateRecord, pipeline: PipelineRecord) {
  return {
    pipeline_id: update.pipelineId,
    update_id: update.id,
    config: pipeline.spec,
    cause: update.cause,
    state: update.state,
    creation_time: update.createdAt,
    full_refresh: update.fullRefresh,
    validate_only: update.validateOnly,
    ...(update.refreshSelection.length > 0 ? { refresh_selection: update.refreshSelection } : {}),
    ...(update.fullRefreshSelection.length > 0
      ? { full_refresh_selection: update.fullRefreshSelection }
      : {}),
  };
}

export function showEvent(event: EventRecord, pipeline: PipelineRecord) {
  return {
    id: event.id,
    sequence: { control_plane_seq_no: event.sequence },
    origin: {
      pipeline_id: pipeline.id,
      pipeline_name: pipeline.name,
      pipeline_type: "WORKSPACE",
      ...(event.updateId === undefined ? {} : { update_id: event.updateId }),
      ...(event.dataset === undefined ? {} : { dataset_name: event.dataset }),
      ...(event.flow === undefined ? {} : { flow_name: event.flow }),
    },
    timestamp: new Date(event.at).toISOString(),
    message: event.message,
    level: event.level,
    event_type: event.type,
    maturity_level: "STABLE",
    details: event.details,
    ...(event.errors
      ? {
          error: {
            fatal: event.type === "update_progress",
            exceptions: event.errors.map(({ className, message }) => ({ class_name: className, message })),
          },
        }
      : {}),
  };
}
