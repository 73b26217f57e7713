import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = resolve(
  dirname(fileURLToPath(import.meta.url)),
  "../../packages/local-workspace/dist/bin.js",
);

export interface Answer {
  statement_id: string;
  status: { state: string; error?: { message: string } };
  manifest: { total_chunk_count: number; total_row_count: number };
  result: { data_array?: (string | null)[][]; external_links?: { external_link: string }[] };
}

/** The built `lakehand-workspace` in a process of its own, as a user starts it. */
export class ServedWorkspace {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #token: string;
  #warehouse = "";

  private constructor(child: ChildProcess, url: string, token: string) {
    this.#child = child;
    this.url = url;
    this.#token = token;
  }

  static async start(dir: string): Promise<ServedWorkspace> {
    const child = spawn(process.execPath, [program, "--dir", dir, "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const url = await new Promise<string>((found, reject) => {
      createInterface({ input: child.stdout! }).on("line", (line) => {
        const address = /^local workspace: (\S+)/.exec(line)?.[1];
        if (address) found(address);
      });
      child.on("exit", () => reject(new Error("The workspace did not start.")));
    });
    return new ServedWorkspace(child, url, (await readFile(join(dir, "token"), "utf8")).trim());
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  }

  /** Runs a statement to its end. Throws what it failed with. */
  async execute(statement: string, more: object = {}): Promise<Answer> {
    this.#warehouse ||= (await this.call<{ warehouses: { id: string }[] }>("GET", "/api/2.0/sql/warehouses"))
      .warehouses[0]!.id;
    let answer = await this.call<Answer>("POST", "/api/2.0/sql/statements", {
      statement,
      warehouse_id: this.#warehouse,
      wait_timeout: "50s",
      ...more,
    });
    while (["PENDING", "RUNNING"].includes(answer.status.state)) {
      await new Promise((done) => setTimeout(done, 100));
      answer = await this.call("GET", `/api/2.0/sql/statements/${answer.statement_id}`);
    }
    if (answer.status.state !== "SUCCEEDED")
      throw new Error(`${statement}: ${answer.status.error?.message ?? answer.status.state}`);
    return answer;
  }

  /** Every chunk of a linked result, four at once, as clients fetch them. */
  async chunks<T>(answer: Answer, read: (response: Response) => Promise<T>): Promise<T[]> {
    const chunks: T[] = [];
    let next = 0;
    const path = `/api/2.0/sql/statements/${answer.statement_id}/result/chunks`;
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        while (next < answer.manifest.total_chunk_count) {
          const index = next++;
          const { external_links } = await this.call<Answer["result"]>("GET", `${path}/${index}`);
          chunks[index] = await read(await fetch(external_links![0]!.external_link));
        }
      }),
    );
    return chunks;
  }

  /** Resident bytes of the server and of its children, the engine among them. */
  residentBytes(): { server: number; children: number } {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss="], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number));
    const of = (column: number) =>
      lines
        .filter((line) => line[column] === this.#child.pid)
        .reduce((sum, line) => sum + line[2]! * 1024, 0);
    return { server: of(0), children: of(1) };
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }
}
