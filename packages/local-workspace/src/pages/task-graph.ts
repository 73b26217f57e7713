import { kindOf } from "../jobs/check-settings.ts";
import type { Task } from "../jobs/job-settings.ts";
import { type Html, html } from "./html.ts";

const WIDTH = 190;
const HEIGHT = 44;
const GAP_X = 60;
const GAP_Y = 18;

/** The graph of tasks as a drawing, from left to right. `stateOf` adds a state and a link to a task. */
export function taskGraph(
  tasks: readonly Task[],
  stateOf: (key: string) => { state: string; href: string } | undefined = () => undefined,
): Html {
  const places = layOut(tasks);
  const width = Math.max(...[...places.values()].map(({ x }) => x + WIDTH), 0) + 2;
  const height = Math.max(...[...places.values()].map(({ y }) => y + HEIGHT), 0) + 2;
  const arrows = tasks.flatMap((task) =>
    (task.depends_on ?? []).map(({ task_key, outcome }) => {
      const [from, to] = [places.get(task_key)!, places.get(task.task_key)!];
      const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
      const middle = (x1 + x2) / 2;
      return html`<path d="M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" fill="none" stroke="currentColor" opacity=".45"/>
${outcome === undefined ? "" : html`<text x="${middle}" y="${(y1 + y2) / 2 - 4}" text-anchor="middle" font-size="11" fill="currentColor">${outcome}</text>`}`;
    }),
  );
  const boxes = tasks.map((task) => {
    const { x, y } = places.get(task.task_key)!;
    const state = stateOf(task.task_key);
    const kind = kindOf(task)
      .replace(/_task$/, "")
      .replaceAll("_", " ");
    const box = html`<rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6" fill="none" stroke="currentColor" opacity=".6"/>
<text x="${x + 10}" y="${y + 18}" font-size="13" fill="currentColor">${short(task.task_key, 24)}</text>
<text x="${x + 10}" y="${y + 34}" font-size="11" fill="currentColor" opacity=".7">${kind}${state ? `: ${state.state}` : ""}</text>`;
    return state ? html`<a href="${state.href}">${box}</a>` : box;
  });
  return html`<div class="scroll"><svg width="${width}" height="${height}" viewBox="-1 -1 ${width} ${height}" role="img" aria-label="Graph of the tasks">${arrows}${boxes}</svg></div>`;
}

/** A column for each level of the graph; tasks of a level one below the other. */
function layOut(tasks: readonly Task[]): Map<string, { x: number; y: number }> {
  const byKey = new Map(tasks.map((task) => [task.task_key, task]));
  const levels = new Map<string, number>();
  const level = (key: string): number => {
    const known = levels.get(key);
    if (known !== undefined) return known;
    const found = Math.max(-1, ...(byKey.get(key)?.depends_on ?? []).map((each) => level(each.task_key))) + 1;
    levels.set(key, found);
    return found;
  };
  const used: number[] = [];
  return new Map(
    tasks.map(({ task_key }) => {
      const column = level(task_key);
      const row = used[column] ?? 0;
      used[column] = row + 1;
      return [task_key, { x: column * (WIDTH + GAP_X), y: row * (HEIGHT + GAP_Y) }];
    }),
  );
}

const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
