import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TRANSCRIPT_FOLDER } from "./environment.ts";

/** A line of the runtime's transcript; its shape is the runtime's own. */
export type Entry = Record<string, unknown>;

/** Where the runtime keeps a session's transcript, or that of one of its sub-agents (`subagents/agent-1`). */
export function transcriptFile(configDir: string, sessionId: string, subpath?: string): string {
  const folder = join(configDir, "projects", TRANSCRIPT_FOLDER);
  if (subpath === undefined) return join(folder, `${sessionId}.jsonl`);
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(subpath) || subpath.split("/").includes(".."))
    throw new TypeError("A sub-agent's transcript has no such name.");
  return join(folder, sessionId, `${subpath}.jsonl`);
}

/** Its whole lines. `damaged`: there were others, such as one that was being written when the machine stopped. */
export async function readTranscript(
  file: string,
): Promise<{ entries: Entry[]; damaged: boolean } | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const entries = lines.map(parse).filter((entry) => entry !== undefined);
  return { entries, damaged: entries.length < lines.length || (text !== "" && !text.endsWith("\n")) };
}

function parse(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isEntry(value: unknown): value is Entry {
  return (
    typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"
  );
}

/** In one step: a reader sees the old file or the new one. */
export async function writeTranscript(file: string, entries: readonly Entry[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const next = `${file}.next`;
  await writeFile(next, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""), { mode: 0o600 });
  await rename(next, file);
}

/** Removes a session's transcript, with those of its sub-agents. */
export async function removeTranscript(configDir: string, sessionId: string): Promise<void> {
  const file = transcriptFile(configDir, sessionId);
  await rm(file, { force: true });
  await rm(file.slice(0, -".jsonl".length), { recursive: true, force: true });
}

/** Names of the sub-agents' transcripts of a session. */
export async function subTranscripts(configDir: string, sessionId: string): Promise<string[]> {
  const folder = transcriptFile(configDir, sessionId).slice(0, -".jsonl".length);
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => name.slice(0, -".jsonl".length).replaceAll("\\", "/"));
}

/** Whether a session can go on with it: it has at least one message. */
export function isUsable(entries: readonly Entry[]): boolean {
  return entries.some(({ type, message }) => (type === "user" || type === "assistant") && message);
}
