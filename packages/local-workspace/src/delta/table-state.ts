import { readdir, readFile } from "node:fs/promises";
import type { Action, AddFile, CommitInfo, MetaData, Protocol, RemoveFile } from "./actions.ts";
import { parseCommit } from "./actions.ts";
import { commitFile, commitVersion, logFolder } from "./table-folder.ts";

/** What a Delta log says of a table at one version. */
export class TableState {
  version = -1;
  protocol: Protocol | undefined;
  metaData: MetaData | undefined;
  /** Files that hold the rows of this version, by path. */
  readonly files = new Map<string, AddFile>();
  /** Files of earlier versions that this version does without, by path. */
  readonly removed = new Map<string, RemoveFile>();
  readonly commits: { version: number; timestamp: number }[] = [];

  apply(version: number, actions: readonly Action[]): void {
    let timestamp = 0;
    for (const action of actions) {
      if ("commitInfo" in action) timestamp = action.commitInfo.timestamp;
      else if ("protocol" in action) this.protocol = action.protocol;
      else if ("metaData" in action) this.metaData = action.metaData;
      else if ("add" in action) {
        this.files.set(action.add.path, action.add);
        this.removed.delete(action.add.path);
      } else {
        this.files.delete(action.remove.path);
        this.removed.set(action.remove.path, action.remove);
      }
    }
    this.version = version;
    this.commits.push({ version, timestamp });
  }

  get sizeInBytes(): number {
    return [...this.files.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get newest(): number {
    return this.commits.at(-1)?.timestamp ?? 0;
  }
}

/** Versions in a table's folder, in order from 0 without a gap; empty when there is no log. */
export async function logVersions(folder: string): Promise<number[]> {
  const names = await readdir(logFolder(folder)).catch(() => [] as string[]);
  const found = names.flatMap((name) => commitVersion(name) ?? []).sort((a, b) => a - b);
  const gap = found.findIndex((version, index) => version !== index);
  return gap === -1 ? found : found.slice(0, gap);
}

export const readCommit = async (folder: string, version: number): Promise<Action[]> =>
  parseCommit(await readFile(commitFile(folder, version), "utf8"));

const AT_ONCE = 64;

/** The table as of a version, or as of the last one; undefined without a log. */
export async function readState(
  folder: string,
  upTo = Number.POSITIVE_INFINITY,
): Promise<TableState | undefined> {
  const versions = (await logVersions(folder)).filter((version) => version <= upTo);
  if (versions.length === 0) return undefined;
  const state = new TableState();
  for (let start = 0; start < versions.length; start += AT_ONCE) {
    const some = versions.slice(start, start + AT_ONCE);
    const commits = await Promise.all(some.map((version) => readCommit(folder, version)));
    for (const [index, actions] of commits.entries()) state.apply(some[index]!, actions);
  }
  return state;
}

export interface LoggedCommit extends CommitInfo {
  version: number;
}

/** What each version says of itself, newest first. */
export async function readHistory(folder: string, limit = Number.POSITIVE_INFINITY): Promise<LoggedCommit[]> {
  const versions = (await logVersions(folder))
    .reverse()
    .slice(0, limit === Number.POSITIVE_INFINITY ? undefined : limit);
  const history: LoggedCommit[] = [];
  for (const version of versions) {
    for (const action of await readCommit(folder, version))
      if ("commitInfo" in action) history.push({ version, ...action.commitInfo });
  }
  return history;
}
