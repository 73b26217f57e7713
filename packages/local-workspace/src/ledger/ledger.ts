import type { AnsweredRequest } from "./answered-request.ts";
import { ABSENT, ALWAYS_REFUSED, EMULATED } from "./emulated.ts";

/**
 * real: works · emulated: answers, with less effect · refused: 501, by name · absent: 404 or 403, for nothing of the kind
 * can be here · untested: no test has shown any of these.
 */
export type EndpointState = "real" | "emulated" | "refused" | "absent" | "untested";

/** A pattern that is served. The same handler under several paths (versions of an API) is one endpoint. */
export interface ServedRoute {
  method: string;
  path: string;
  handler?: unknown;
}

export interface LedgerRow {
  method: string;
  /** The newest version of the path. */
  path: string;
  /** Other paths with the same answer. */
  also: string[];
  state: EndpointState;
  /** What is less than on Databricks. */
  note: string;
  /** A test file that has seen it answer so. */
  test: string;
}

/** One row per endpoint that is served, judged by the answers that tests were given. */
export function ledgerOf(routes: readonly ServedRoute[], answered: readonly AnsweredRequest[]): LedgerRow[] {
  const endpoints = new Map<unknown, { method: string; paths: string[] }>();
  const handlers = new Map<unknown, number>();
  for (const { method, path, handler } of lastHandlers(routes)) {
    if (!handlers.has(handler)) handlers.set(handler, handlers.size);
    const of = handler === undefined ? "" : handlers.get(handler);
    const key = `${method} ${handler === undefined ? path : withoutVersion(path)} ${of}`;
    endpoints.set(key, { method, paths: [...(endpoints.get(key)?.paths ?? []), path] });
  }
  const rows = [...endpoints.values()].map(({ method, paths }): LedgerRow => {
    const [path = "", ...also] = paths.toSorted(compare).reverse();
    const answers = answered.filter((each) => each.method === method && paths.includes(each.route));
    const good = firstTest(answers.filter(({ status }) => status < 400));
    const refused = ALWAYS_REFUSED.includes(`${method} ${path}`) ? [400, 501] : [501];
    const refusal = firstTest(answers.filter(({ status }) => refused.includes(status)));
    const note = noteFor(method, path);
    const absence = ABSENT.some((pattern) => path.startsWith(pattern))
      ? firstTest(answers.filter(({ status }) => status === 404 || status === 403))
      : undefined;
    const state: EndpointState = good
      ? note
        ? "emulated"
        : "real"
      : refusal
        ? "refused"
        : absence
          ? "absent"
          : "untested";
    const test = good ?? refusal ?? absence ?? "";
    return { method, path, also, state, note: state === "emulated" ? note : "", test };
  });
  return rows.sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method));
}

/** `/api/2.1/jobs/list` → `/api/jobs/list`. */
const withoutVersion = (path: string) => path.replace(/^\/api\/\d\.\d\//, "/api/");

/** A route's middleware is listed before its handler, under the same pattern. */
function lastHandlers(routes: readonly ServedRoute[]): ServedRoute[] {
  return [...new Map(routes.map((route) => [`${route.method} ${route.path}`, route])).values()];
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const firstTest = (answers: AnsweredRequest[]): string | undefined =>
  answers.map(({ test }) => test).sort(compare)[0];

function noteFor(method: string, path: string): string {
  const fitting = Object.keys(EMULATED)
    .filter((pattern) => (pattern.startsWith("/") ? path : `${method} ${path}`).startsWith(pattern))
    .sort((a, b) => b.length - a.length);
  return fitting[0] === undefined ? "" : EMULATED[fitting[0]]!;
}
