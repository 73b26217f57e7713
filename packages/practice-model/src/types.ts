/** A guided build or question offered as an example prompt on the page. */
export interface ExamplePrompt {
  id: string;
  title: string;
  description: string;
  prompt: string;
}

export interface PracticeModelOptions {
  host?: string;
  /** 0 or absent: any free port. */
  port?: number;
  /** Bearer token a caller must send; absent: none is asked (loopback). */
  token?: string;
  /** Milliseconds between streamed pieces, so that a person can watch. 0 in tests. Default 8. */
  paceMs?: number;
}

export interface RunningPracticeModel {
  url: string;
  close(): Promise<void>;
}
