/**
 * Told to every process on the same database (LISTEN/NOTIFY), also to the one that sends it. They say only that
 * something changed, never what: who hears one reads it from the database. Any may be lost while the connection is
 * down; "resync" comes after such a gap.
 */
export type Signal =
  | { kind: "events"; executionId: string; seq: number }
  /** A run has ended, or changed hands or state. */
  | { kind: "execution"; executionId: string; conversationId: string }
  | { kind: "approval"; approvalId: string; executionId: string }
  | { kind: "stop"; executionId: string }
  /** Title, settings, queue or existence of a conversation. */
  | { kind: "conversation"; conversationId: string; projectId: string; userEmail: string }
  | { kind: "inputs"; conversationId: string; projectId: string; userEmail: string }
  /** A run was queued, or room became free. */
  | { kind: "queue" }
  | { kind: "operation"; operationId: string; executionId: string }
  | { kind: "resync" };

export type ReceivedSignal = Signal & {
  /** `instanceId` of the sender; own ones come too. */
  from: string;
};

export interface Signals {
  /** Sends at once; failures are swallowed (a signal is only a hint). Store calls send their own. */
  send(signal: Signal): void;
  /** Called for each signal, in order. Gives the end of the subscription. */
  subscribe(listener: (signal: ReceivedSignal) => void): () => void;
}
