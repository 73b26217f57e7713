import { readdirSync, readFileSync } from "node:fs";

/**
 * Bytes that each process takes together with all below it; undefined where the system does not tell (no /proc).
 * Memory that processes share, such as the program itself, is counted once in all where the kernel says so.
 */
export function processMemory(roots: readonly number[]): Map<number, number> | undefined {
  const children = childrenByParent();
  if (!children) return undefined;
  return new Map(roots.map((root) => [root, sum(root, children)]));
}

function sum(pid: number, children: ReadonlyMap<number, readonly number[]>): number {
  let bytes = 0;
  const queue = [pid];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    bytes += memoryOf(next);
    queue.push(...(children.get(next) ?? []));
  }
  return bytes;
}

function memoryOf(pid: number): number {
  const kilobytes =
    field(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m) ??
    field(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m) ??
    0;
  return kilobytes * 1024;
}

function field(file: string, pattern: RegExp): number | undefined {
  try {
    const value = pattern.exec(readFileSync(file, "utf8"))?.[1];
    return value === undefined ? undefined : Number(value);
  } catch {
    return undefined;
  }
}

function childrenByParent(): Map<number, number[]> | undefined {
  let names: string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return undefined;
  }
  const children = new Map<number, number[]>();
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    const parent = field(`/proc/${name}/stat`, /\) \S (\d+) /);
    if (parent === undefined) continue;
    const list = children.get(parent);
    if (list) list.push(Number(name));
    else children.set(parent, [Number(name)]);
  }
  return children;
}
