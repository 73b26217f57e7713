import { execFileSync } from "node:child_process";

export interface RunningProcess {
  pid: number;
  command: string;
}

/** All processes below one (this one unless told), with their command lines. */
export function descendants(root: number = process.pid): RunningProcess[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args=", "-ww"])
    .toString()
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, command]) => ({
      pid: Number(pid),
      parent: Number(parent),
      command: command ?? "",
    }));
  const below = new Set([root]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, parent } of rows) if (below.has(parent)) below.add(pid);
  }
  below.delete(root);
  return rows.filter(({ pid }) => below.has(pid)).map(({ pid, command }) => ({ pid, command }));
}

/** Agents running below this process. */
export function agents(): RunningProcess[] {
  return descendants().filter(({ command }) => /^\S*\/claude /.test(command));
}
