import { readdirSync, readFileSync } from "node:fs";

export interface Process {
  pid: number;
  /** Start time in the system's own unit: with the pid it names one process for good. */
  started: string;
  command: string;
}

function stat(pid: number): { parent: number; state: string; started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", parent: Number(fields[1]), started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

/** Everything that a process has started, at whatever depth. */
export function descendants(root: number): Process[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? stat(pid)?.parent : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: Process[] = [];
  const queue = [...(children.get(root) ?? [])];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    found.push({ pid, started: stat(pid)?.started ?? "", command: commandOf(pid) });
    queue.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** False for a zombie: it does nothing any more, whoever forgets to ask about it. */
export function isAlive({ pid, started }: Process): boolean {
  const now = stat(pid);
  return now !== undefined && now.started === started && now.state !== "Z" && now.state !== "X";
}
