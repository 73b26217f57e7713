// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape.
export type Body = any;

/** Calls a workspace that is served, over its socket; `ok` gives the body alone and fails the test on another status than 200. */
export function servedCaller({ url, token }: { url: string; token: string }) {
  const http = async (
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Body }> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  const ok = async (method: string, path: string, body?: object): Promise<Body> => {
    const answer = await http(method, path, body);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return { http, ok };
}
