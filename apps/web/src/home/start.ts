import type { InvokeRequest, InvokeResponse, PermissionMode } from "@lakehand/protocol";
import { nameFromPrompt } from "../composer/rules.ts";
import { uuid } from "../lib/uuid.ts";

export interface StartCalls {
  createProject: (name: string) => Promise<{ id: string }>;
  invokeAgent: (body: InvokeRequest, key: string) => Promise<InvokeResponse>;
}

export interface Started {
  projectId: string;
  conversationId: string;
  executionId: string;
}

/** `mode`: how much the agent may do, when the person has chosen. */
export type Starter = (message: string, mode?: PermissionMode) => Promise<Started>;

/**
 * Makes a project named from its first message and sends the message. When only the sending failed, the next
 * try with the same words uses the project that is there already, so that no empty one is left behind, and
 * the same key, so that a message which did arrive is not sent twice.
 */
export function createStarter(calls: StartCalls): Starter {
  let made: { id: string; message: string; key: string } | undefined;
  return async (message, mode) => {
    if (made?.message !== message)
      made = { id: (await calls.createProject(nameFromPrompt(message))).id, message, key: uuid() };
    const projectId = made.id;
    const answer = await calls.invokeAgent(
      { project_id: projectId, message, ...(mode ? { mode } : {}) },
      made.key,
    );
    made = undefined;
    return { projectId, conversationId: answer.conversation_id, executionId: answer.execution_id };
  };
}
