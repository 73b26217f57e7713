import type { ToolDetails } from "@lakehand/protocol";

/** A text or thinking block that arrived in pieces. */
export interface StreamedBlock {
  id: string;
  kind: "text" | "thinking";
  text: string;
  /** The whole block has arrived too. */
  settled: boolean;
}

/** What the adapter remembers within one turn. */
export interface TurnState {
  /** Main thread ("") or a sub-agent's tool_use id → message being streamed. */
  openMessage: Map<string, string>;
  /** Message id → its streamed blocks by index. */
  streamed: Map<string, Map<number, StreamedBlock>>;
  /** Message id → whole blocks seen. */
  wholeBlocks: Map<string, number>;
  /** tool_use id → when it was announced (ms). */
  tools: Map<string, { name: string; input: unknown; startedAt: number; answered: boolean }>;
  /** Details of calls whose tool_use has not arrived yet. */
  early: Map<string, ToolDetails[]>;
  /** Text that the runtime wrote in the model's place, on an error. */
  synthetic?: string;
}

export function newTurnState(): TurnState {
  return {
    openMessage: new Map(),
    streamed: new Map(),
    wholeBlocks: new Map(),
    tools: new Map(),
    early: new Map(),
  };
}

export const blockId = (messageId: string, index: number): string => `${messageId}:${index}`;

/** Field of events that belong to a sub-agent. */
export function parentOf(parent: string | null | undefined): { parent_tool_use_id?: string } {
  return parent ? { parent_tool_use_id: parent } : {};
}
