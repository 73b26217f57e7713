import type { ErrorBody } from "@lakehand/protocol";
import type { ModelTarget } from "../types.ts";

const KEY_SETTING: Record<ModelTarget["kind"], string> = {
  practice: "restart Lakehand",
  anthropic: "set ANTHROPIC_API_KEY to a valid key in .env.local and start again",
  databricks:
    "check the workspace's credentials (DATABRICKS_TOKEN or the profile) in .env.local and start again",
  custom:
    "set ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN to what this server expects in .env.local and start again",
};

const place = (target: Pick<ModelTarget, "baseUrl">): string => new URL(target.baseUrl).host;

/** A failed answer of the model endpoint as what a person can act on. `detail` is the endpoint's own message. */
export function explainStatus(status: number, target: ModelTarget, detail: string | undefined): ErrorBody {
  const said = detail ? ` It said: “${detail}”.` : "";
  if (status === 413 || (status === 400 && /too long|too large|context (length|window)/i.test(detail ?? "")))
    return {
      code: "MODEL_REQUEST_TOO_LARGE",
      message: `The conversation is too long for the model.${said}`,
      next: "Start a new conversation.",
    };
  switch (status) {
    case 401:
      return {
        code: "MODEL_UNAUTHENTICATED",
        message: `The model endpoint rejected the key.${said}`,
        next: sentence(KEY_SETTING[target.kind]),
      };
    case 403:
      return {
        code: "MODEL_FORBIDDEN",
        message: `The model endpoint does not allow this key to use ${target.id}.${said}`,
        next: `Ask for access to ${target.id}, or ${KEY_SETTING[target.kind]}.`,
      };
    case 404:
      return {
        code: "MODEL_NOT_FOUND",
        message: `There is no model ${target.id} at ${place(target)}.${said}`,
        next: "Set ANTHROPIC_MODEL to a model that is served there, or pick another model.",
      };
    case 429:
      return {
        code: "MODEL_RATE_LIMITED",
        message: `The model endpoint's rate limit is reached.${said}`,
        next: "Wait a little and send the message again.",
        retryable: true,
      };
    default:
      return status >= 500
        ? {
            code: "MODEL_UNAVAILABLE",
            message: `The model endpoint at ${place(target)} is overloaded or failing (HTTP ${status}).${said}`,
            next: "Send the message again in a while.",
            retryable: true,
          }
        : {
            code: "MODEL_REQUEST_REFUSED",
            message: `The model endpoint refused the request (HTTP ${status}).${said}`,
            next: `Check that ${target.id} supports tool use and the Anthropic Messages API.`,
          };
  }
}

export function explainUnreachable(target: ModelTarget): ErrorBody {
  return {
    code: "MODEL_UNREACHABLE",
    message: `The model endpoint at ${place(target)} does not answer.`,
    next:
      target.kind === "practice"
        ? "Restart Lakehand."
        : "Check ANTHROPIC_BASE_URL, the network and that the server runs, or remove the setting to use the practice model.",
    retryable: true,
  };
}

/** `error.message` of an error body, bounded and on one line; anything else is not repeated. */
export function detailOf(body: string): string | undefined {
  try {
    const value = JSON.parse(body) as { error?: { message?: unknown } | string; message?: unknown };
    const message = typeof value.error === "string" ? value.error : (value.error?.message ?? value.message);
    if (typeof message !== "string" || message.trim() === "") return undefined;
    const line = message.replace(/\s+/g, " ").trim();
    return line.length > 300 ? `${line.slice(0, 300)}…` : line;
  } catch {
    return undefined;
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
