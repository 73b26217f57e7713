import { LakehandError } from "@lakehand/protocol";
import { redact } from "./client/http/redact.ts";
import type { ToolOutput } from "./types.ts";

/** What the model and the person read about a failed call. */
export interface ToolFailure {
  code: string;
  message: string;
  retryable: boolean;
  suggestion: string;
}

export function toToolFailure(error: unknown): ToolFailure {
  if (LakehandError.isInstance(error)) {
    const { apiCode } = error as { apiCode?: unknown };
    return {
      code: typeof apiCode === "string" ? apiCode : error.code,
      message: redact(error.message),
      retryable: error.retryable,
      suggestion: error.next ?? "Read the message and try another way.",
    };
  }
  return {
    code: "INTERNAL",
    message: "The tool failed for a reason of its own.",
    retryable: false,
    suggestion: "Try another way, and tell the person that this tool failed.",
  };
}

export function failureOutput(failure: ToolFailure): ToolOutput {
  const head = failure.message.startsWith("[") ? failure.message : `[${failure.code}] ${failure.message}`;
  const again = failure.retryable ? "\nTrying again later may help." : "";
  return {
    text: `${head}\n${failure.suggestion}${again}`,
    structured: { error: { ...failure } },
    isError: true,
  };
}

/** The input does not make sense as it is: what is wrong, and what to give instead. */
export const wrongInput = (message: string, suggestion: string): ToolOutput =>
  failureOutput({ code: "INVALID_INPUT", message, retryable: false, suggestion });
