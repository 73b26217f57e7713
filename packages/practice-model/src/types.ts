/** A guided build or question offered as an example prompt on the page. */
export interface ExamplePrompt {
  id: string;
  title: string;
  description: string;
  prompt: string;
}

/** A misbehaviour. It strikes requests of the agent itself, never the runtime's small side requests. */
export interface Fault {
  /** Answer with this HTTP status and Anthropic's error body instead of a message. */
  status?: number;
  /** `retry-after` header of that answer, in seconds. */
  retryAfterSeconds?: number;
  /** Drop the connection in the middle of the stream. */
  cutStream?: boolean;
  /** How many requests it strikes; default 1. */
  times?: number;
}

export interface PracticeModelOptions {
  host?: string;
  /** 0 or absent: any free port. */
  port?: number;
  /** Bearer token a caller must send (or as `x-api-key`); absent: none is asked (loopback). */
  token?: string;
  /** Milliseconds between streamed pieces, so that a person can watch. 0 in tests. Default 8. */
  paceMs?: number;
  /** Struck in order, each for its `times` requests, before the model behaves. */
  faults?: readonly Fault[];
}

export interface RunningPracticeModel {
  url: string;
  close(): Promise<void>;
}
