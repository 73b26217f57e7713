import type { AppConfig, ModelChoice } from "@lakehand/protocol";

export interface LocalChoice {
  choice: Extract<ModelChoice, { kind: "local" }>;
  label: string;
  /** Name and address of the server that has it. */
  server: string;
  /** It is the one that answers now. */
  checked: boolean;
}

/** Every model of every local server that answered. */
export function localChoices({ local_models, model }: AppConfig): LocalChoice[] {
  return local_models.flatMap((server) =>
    server.models.map((name) => ({
      choice: { kind: "local" as const, base_url: server.base_url, model: name },
      label: name,
      server: `${server.name} · ${server.base_url.replace(/^https?:\/\//, "")}`,
      checked: model.kind === "custom" && model.id === name && model.label.endsWith(`(${server.name})`),
    })),
  );
}
