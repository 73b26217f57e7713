/** One answered request, for logs and counts. */
export interface ServedRequest {
  at: number;
  status: number;
  milliseconds: number;
  what: string;
}

const KEPT = 500;

/** What each endpoint has answered since this process began. Bodies are not kept. */
export class ServedRequests {
  readonly #last = new Map<string, ServedRequest[]>();
  readonly #counts = new Map<string, { all: number; client: number; server: number; milliseconds: number }>();

  add(endpoint: string, request: ServedRequest): void {
    const last = this.#last.get(endpoint) ?? [];
    last.push(request);
    if (last.length > KEPT) last.shift();
    this.#last.set(endpoint, last);
    const count = this.counts(endpoint);
    count.all += 1;
    count.milliseconds += request.milliseconds;
    if (request.status >= 500) count.server += 1;
    else if (request.status >= 400) count.client += 1;
    this.#counts.set(endpoint, count);
  }

  last(endpoint: string): ServedRequest[] {
    return this.#last.get(endpoint) ?? [];
  }

  counts(endpoint: string) {
    return this.#counts.get(endpoint) ?? { all: 0, client: 0, server: 0, milliseconds: 0 };
  }

  forget(endpoint: string): void {
    this.#last.delete(endpoint);
    this.#counts.delete(endpoint);
  }
}
