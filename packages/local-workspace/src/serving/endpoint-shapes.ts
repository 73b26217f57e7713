import type { WorkspaceModel } from "../models.ts";
import { type EndpointRecord, modelOf } from "./endpoint-store.ts";
import { foundationModel } from "./foundation-models.ts";
import { EMBEDDING_DIMENSION, EMBEDDING_LABEL } from "./lexical-embedding.ts";

export interface ShapeParts {
  model: WorkspaceModel | undefined;
  userName: string;
}

/** What answers here, said plainly: it is never the model whose name the endpoint bears. */
export function standIn(endpoint: EndpointRecord, model: WorkspaceModel | undefined): string {
  const { displayName, task } = modelOf(endpoint);
  if (task === "llm/v1/embeddings")
    return `Answered by ${EMBEDDING_LABEL}, not by ${displayName}: vectors of ${EMBEDDING_DIMENSION} numbers made of a text's words and parts of words. They find shared words, not shared meaning.`;
  return model
    ? `Answered by the model set for this workspace (${model.label}), whatever the endpoint's name says.`
    : "No language model is set for this workspace, so this endpoint cannot answer.";
}

export const isReady = (endpoint: EndpointRecord, model: WorkspaceModel | undefined) =>
  modelOf(endpoint).task === "llm/v1/embeddings" || model !== undefined;

const NOT_ENFORCED = "Stored, not enforced by the local workspace.";

/** An endpoint as lists show it. */
export function endpointSummary(endpoint: EndpointRecord, { model }: ShapeParts) {
  const words = [
    endpoint.description,
    standIn(endpoint, model),
    endpoint.gateway || endpoint.rateLimits ? `Rate limits and gateway settings: ${NOT_ENFORCED}` : undefined,
  ];
  return {
    name: endpoint.name,
    id: endpoint.id,
    creator: endpoint.creator,
    creation_timestamp: endpoint.createdAt,
    last_updated_timestamp: endpoint.updatedAt,
    description: words.filter(Boolean).join(" "),
    task: modelOf(endpoint).task,
    state: { ready: isReady(endpoint, model) ? "READY" : "NOT_READY", config_update: "NOT_UPDATING" },
    tags: endpoint.tags,
    ...(endpoint.gateway ? { ai_gateway: endpoint.gateway } : {}),
    ...(endpoint.budgetPolicy ? { budget_policy_id: endpoint.budgetPolicy } : {}),
    config: {
      served_entities: endpoint.entities.map((entity) => ({
        ...entity,
        foundation_model: foundationShape(entity.entity_name),
      })),
    },
  };
}

/** An endpoint by itself. */
export function endpointDetail(endpoint: EndpointRecord, parts: ShapeParts, address: string) {
  const { config: _, ...summary } = endpointSummary(endpoint, parts);
  const ready = isReady(endpoint, parts.model);
  return {
    ...summary,
    config: {
      served_entities: endpoint.entities.map((entity) => ({
        ...entity,
        foundation_model: foundationShape(entity.entity_name),
        creator: endpoint.creator,
        creation_timestamp: endpoint.updatedAt,
        state: {
          deployment: ready ? "DEPLOYMENT_READY" : "DEPLOYMENT_FAILED",
          deployment_state_message: standIn(endpoint, parts.model),
        },
      })),
      traffic_config: {
        routes: endpoint.routes.map((route) => ({ ...route, served_model_name: route.served_entity_name })),
      },
      config_version: endpoint.version,
    },
    endpoint_url: `${address}/serving-endpoints/${endpoint.name}/invocations`,
    permission_level: endpoint.creator === parts.userName ? "CAN_MANAGE" : "CAN_QUERY",
    route_optimized: false,
    ...(endpoint.notifications ? { email_notifications: endpoint.notifications } : {}),
  };
}

function foundationShape(entity: string) {
  const model = foundationModel(entity);
  return { name: entity, display_name: model?.displayName ?? entity };
}
