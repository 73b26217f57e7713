import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { TRANSCRIPT_FOLDER } from "./environment.ts";

/** Where the runtime keeps a session's transcript. */
export function transcriptFile(configDir: string, sessionId: string): string {
  return join(configDir, "projects", TRANSCRIPT_FOLDER, `${sessionId}.jsonl`);
}

/** Removes a session's transcript, with those of its sub-agents. */
export async function removeTranscript(configDir: string, sessionId: string): Promise<void> {
  const file = transcriptFile(configDir, sessionId);
  await rm(file, { force: true });
  await rm(file.slice(0, -".jsonl".length), { recursive: true, force: true });
}

export type TranscriptState = "absent" | "usable" | "corrupt";

/** Whether a session can be resumed: its transcript has at least one whole message. */
export async function transcriptState(configDir: string, sessionId: string): Promise<TranscriptState> {
  let text: string;
  try {
    text = await readFile(transcriptFile(configDir, sessionId), "utf8");
  } catch {
    return "absent";
  }
  for (const line of text.split("\n")) {
    if (!line.includes('"message"')) continue;
    try {
      const entry = JSON.parse(line) as { type?: unknown };
      if (entry.type === "user" || entry.type === "assistant") return "usable";
    } catch {
      // A line that was being written when the machine stopped; others may be whole.
    }
  }
  return "corrupt";
}
