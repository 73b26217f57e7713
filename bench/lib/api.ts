import { type Product, startProduct } from "../../e2e/lib/product.ts";

/** The built product on a model server of the bench. */
export const startProductOn = (model: { url: string }, env: Record<string, string> = {}): Promise<Product> =>
  startProduct({
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_AUTH_TOKEN: "bench",
    ANTHROPIC_MODEL: "bench-model",
    ...env,
  });

export async function api<T>(product: Pick<Product, "url">, path: string, body?: unknown): Promise<T> {
  const response = await fetch(product.url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export interface Started {
  execution_id: string;
  conversation_id: string;
}

export const newProject = async (product: Pick<Product, "url">): Promise<string> =>
  (await api<{ id: string }>(product, "/api/projects", { name: "bench" })).id;

export const say = (
  product: Pick<Product, "url">,
  project_id: string,
  message: string,
  conversation_id?: string,
): Promise<Started> => api(product, "/api/invoke_agent", { project_id, conversation_id, message });

/** Reads a run's stream to its end, over as many connections as it takes; gives the number of its events. */
export async function readToEnd(product: Pick<Product, "url">, executionId: string): Promise<number> {
  let last = 0;
  for (;;) {
    const response = await fetch(`${product.url}/api/stream_progress/${executionId}?last_event_id=${last}`);
    let tail = "";
    for await (const chunk of response.body ?? []) {
      tail = (tail + Buffer.from(chunk as Uint8Array).toString("utf8")).slice(-400_000);
      const ids = tail.match(/^id: \d+$/gm);
      if (ids) last = Number(ids.at(-1)?.slice(4));
    }
    if (response.status === 204 || tail.includes("data: [DONE]")) return last;
  }
}
