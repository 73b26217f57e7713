/** An endpoint that every Databricks workspace has. */
export interface FoundationModel {
  /** Name of its endpoint. */
  name: string;
  /** Its name in Unity Catalog, as served entities give it. */
  entity: string;
  displayName: string;
  task: "llm/v1/chat" | "llm/v1/embeddings";
}

const chat = (name: string, displayName: string): FoundationModel => ({
  name: `databricks-${name}`,
  entity: `system.ai.databricks-${name}`,
  displayName,
  task: "llm/v1/chat",
});
const embedding = (name: string, entity: string, displayName: string): FoundationModel => ({
  name: `databricks-${name}`,
  entity: `system.ai.${entity}`,
  displayName,
  task: "llm/v1/embeddings",
});

/** The pay-per-token endpoints that this workspace answers at, whatever stands behind them. */
export const FOUNDATION_MODELS: FoundationModel[] = [
  chat("claude-opus-4-6", "Claude Opus 4.6"),
  chat("claude-opus-4-5", "Claude Opus 4.5"),
  chat("claude-sonnet-4-6", "Claude Sonnet 4.6"),
  chat("claude-sonnet-4-5", "Claude Sonnet 4.5"),
  chat("claude-haiku-4-5", "Claude Haiku 4.5"),
  chat("meta-llama-3-3-70b-instruct", "Meta Llama 3.3 70B Instruct"),
  chat("gpt-oss-120b", "GPT OSS 120B"),
  embedding("gte-large-en", "gte_large_en_v1_5", "GTE Large (En)"),
  embedding("bge-large-en", "bge_large_en_v1_5", "BGE Large (En)"),
];

const byName = new Map(
  FOUNDATION_MODELS.flatMap((model) => [model.name, model.entity].map((key) => [key, model])),
);

/** By the name of its endpoint or its name in Unity Catalog. */
export const foundationModel = (name: string): FoundationModel | undefined => byName.get(name);
