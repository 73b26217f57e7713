import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Agents outside bubblewrap do not end by themselves when the server is killed and the kernel was not told to see to
 * it. Each is written down, with the server that started it, and the next server ends those whose server is gone.
 * Processes are told from later ones with the same number by when they started.
 */
export class AgentRecords {
  readonly #dir: string;

  constructor(stateDir: string) {
    this.#dir = join(stateDir, "agents");
  }

  add(pid: number): void {
    const started = startOf(pid);
    if (started === undefined) return;
    mkdirSync(this.#dir, { recursive: true });
    const record: AgentRecord = {
      pid,
      started,
      owner: process.pid,
      ownerStarted: startOf(process.pid) ?? "",
    };
    writeFileSync(join(this.#dir, `${pid}.json`), JSON.stringify(record));
  }

  remove(pid: number): void {
    rmSync(join(this.#dir, `${pid}.json`), { force: true });
  }

  /** Ends what servers that are gone left running. Resolves with how many there were. */
  async reap(): Promise<number> {
    let ended = 0;
    for (const name of await readdir(this.#dir).catch(() => [])) {
      const file = join(this.#dir, name);
      const record = read(file);
      if (record && record.ownerStarted !== "" && startOf(record.owner) === record.ownerStarted) continue;
      if (record && startOf(record.pid) === record.started) {
        try {
          process.kill(record.pid, "SIGKILL");
          ended++;
        } catch {
          // It ended meanwhile.
        }
      }
      await rm(file, { force: true });
    }
    return ended;
  }
}

interface AgentRecord {
  pid: number;
  started: string;
  owner: number;
  ownerStarted: string;
}

function read(file: string): AgentRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, "utf8")) as AgentRecord;
    return Number.isInteger(record.pid) && record.pid > 1 ? record : undefined;
  } catch {
    return undefined;
  }
}

/** When a process started, in the kernel's ticks; undefined when it is gone or there is no /proc. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // An ended process that nobody has asked about yet is gone.
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
