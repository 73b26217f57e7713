import type { EngineErrorKind } from "./messages.ts";

/** A failure reported by the engine process, or the loss of that process (`kind` "crashed"). */
export class EngineError extends Error {
  readonly kind: EngineErrorKind | "crashed";
  constructor(kind: EngineErrorKind | "crashed", message: string) {
    super(message);
    this.name = "EngineError";
    this.kind = kind;
  }
}
