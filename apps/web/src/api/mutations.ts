import {
  appConfigSchema,
  conversationSchema,
  type InvokeRequest,
  invokeResponseSchema,
  type ModelChoice,
  projectSchema,
} from "@lakehand/protocol";
import { z } from "zod";
import { path, request } from "./client.ts";

/* The writes. Each is one call; the caller invalidates what it shows. */

const anyAnswer = z.unknown();

export const createProject = (name: string) =>
  request("/api/projects", projectSchema, { method: "POST", body: { name } });

export const renameProject = (projectId: string, name: string) =>
  request(path`/api/projects/${projectId}`, anyAnswer, { method: "PATCH", body: { name } });

export const deleteProject = (projectId: string) =>
  request(path`/api/projects/${projectId}`, anyAnswer, { method: "DELETE" });

export const createConversation = (projectId: string, title?: string) =>
  request(path`/api/projects/${projectId}/conversations`, conversationSchema, {
    method: "POST",
    body: title ? { title } : {},
  });

export interface ConversationChange {
  title?: string;
  default_catalog?: string | null;
  default_schema?: string | null;
  warehouse_id?: string | null;
}

export const updateConversation = (projectId: string, conversationId: string, change: ConversationChange) =>
  request(path`/api/projects/${projectId}/conversations/${conversationId}`, anyAnswer, {
    method: "PATCH",
    body: change,
  });

export const deleteConversation = (projectId: string, conversationId: string) =>
  request(path`/api/projects/${projectId}/conversations/${conversationId}`, anyAnswer, { method: "DELETE" });

/** With a key the request can be repeated: the same key never starts two runs. */
export const invokeAgent = (body: InvokeRequest, key?: string) =>
  request("/api/invoke_agent", invokeResponseSchema, {
    method: "POST",
    body,
    ...(key ? { headers: { "idempotency-key": key } } : {}),
  });

export const stopStream = (executionId: string) =>
  request(path`/api/stop_stream/${executionId}`, anyAnswer, { method: "POST" });

/** The person looks at a conversation and may soon speak: its agent may start now. */
export const warmConversation = (projectId: string, conversationId: string) =>
  request(path`/api/projects/${projectId}/conversations/${conversationId}/warm`, anyAnswer, {
    method: "POST",
  });

/** Which model answers from the next message on. */
export const chooseModel = (choice: ModelChoice) =>
  request("/api/model", appConfigSchema.shape.model, { method: "PUT", body: choice });
