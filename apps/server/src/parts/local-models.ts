import type { AppConfig } from "@lakehand/protocol";
import { z } from "zod";

const CANDIDATES = [
  { name: "Ollama", base_url: "http://127.0.0.1:11434" },
  { name: "LM Studio", base_url: "http://127.0.0.1:1234" },
  { name: "llama.cpp", base_url: "http://127.0.0.1:8080" },
];

// The model list of the OpenAI-style servers; all three have it.
const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Model servers that answer on their usual port of this machine right now. */
export async function findLocalModels(
  candidates = CANDIDATES,
  timeoutMs = 400,
): Promise<AppConfig["local_models"]> {
  const found = await Promise.all(
    candidates.map(async (candidate) => {
      try {
        const response = await fetch(`${candidate.base_url}/v1/models`, {
          signal: AbortSignal.timeout(timeoutMs),
          redirect: "error",
        });
        const parsed = listSchema.safeParse(await response.json());
        return parsed.success
          ? [{ ...candidate, models: parsed.data.data.map((m) => m.id).slice(0, 50) }]
          : [];
      } catch {
        return [];
      }
    }),
  );
  return found.flat().filter((server) => server.models.length > 0);
}
