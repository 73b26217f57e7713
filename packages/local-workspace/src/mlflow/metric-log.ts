import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export interface MetricPoint {
  key: string;
  value: number;
  timestamp: number;
  step: number;
}

const row = z.tuple([z.string(), z.union([z.number(), z.string()]), z.number(), z.number()]);

/**
 * The metrics of runs: a file of its own for each run, one line per batch, flushed once per batch. A line that a crash
 * cut short is no batch: it is cut off before the next is written. The latest point of each metric is kept in memory.
 */
export class MetricLog {
  readonly #dir: string;
  readonly #latest = new Map<string, Map<string, MetricPoint>>();

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }

  /** On disk when it returns: all of them or, after a crash, none. */
  append(run: string, points: MetricPoint[]): void {
    if (points.length === 0) return;
    const latest = this.latest(run);
    const rows = points.map(({ key, value, timestamp, step }) => [
      key,
      Number.isFinite(value) ? value : String(value),
      timestamp,
      step,
    ]);
    const handle = openSync(this.#file(run), "a", 0o600);
    try {
      writeSync(handle, `${JSON.stringify(rows)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    for (const point of points) keepLatest(latest, point);
  }

  /** The latest point of each metric: of the highest step, then time, then value. */
  latest(run: string): Map<string, MetricPoint> {
    let latest = this.#latest.get(run);
    if (!latest) {
      latest = new Map();
      for (const point of this.#read(run)) keepLatest(latest, point);
      this.#latest.set(run, latest);
    }
    return latest;
  }

  /** All points of one metric, as they were logged. */
  history(run: string, key: string): MetricPoint[] {
    return this.#read(run).filter((point) => point.key === key);
  }

  forget(run: string): void {
    this.#latest.delete(run);
    rmSync(this.#file(run), { force: true });
  }

  #file(run: string) {
    return join(this.#dir, `${run}.jsonl`);
  }

  #read(run: string): MetricPoint[] {
    const file = this.#file(run);
    if (!existsSync(file)) return [];
    const bytes = readFileSync(file);
    const whole = bytes.lastIndexOf(10) + 1;
    if (whole < bytes.length) truncateSync(file, whole);
    const points: MetricPoint[] = [];
    for (const line of bytes.toString("utf8", 0, whole).split("\n")) {
      if (line === "") continue;
      const batch = z.array(row).safeParse(JSON.parse(line));
      for (const [key, value, timestamp, step] of batch.data ?? [])
        points.push({ key, value: Number(value), timestamp, step });
    }
    return points;
  }
}

function keepLatest(latest: Map<string, MetricPoint>, point: MetricPoint): void {
  const known = latest.get(point.key);
  if (!known || isLater(point, known)) latest.set(point.key, point);
}

const isLater = (a: MetricPoint, b: MetricPoint) =>
  (a.step - b.step || a.timestamp - b.timestamp || (a.value >= b.value ? 1 : -1)) > 0;
