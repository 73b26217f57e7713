import { readFile } from "node:fs/promises";
import { transcriptFile } from "./transcript.ts";

/** A message whose turn died with the agent's process. */
export interface InterruptedMessage {
  /** As the runtime was told; found in the transcript if it was written in time. */
  uuid: string;
  text: string;
}

const MAX_CHARS = 20_000;

/**
 * Reminds the agent of a message that its transcript lost, as the process writes it a moment late. Undefined
 * when the transcript has it.
 */
export async function recall(
  message: InterruptedMessage,
  configDir: string,
  sessionId: string,
): Promise<string | undefined> {
  const transcript = await readFile(transcriptFile(configDir, sessionId), "utf8").catch(() => "");
  if (transcript.includes(message.uuid)) return undefined;
  const text = message.text.slice(0, MAX_CHARS).replaceAll("</system-reminder>", "");
  return `<system-reminder>
Your process ended while you were working on the person's previous message, which is therefore missing above. What
you had begun may have taken effect. The message was:
${text}
</system-reminder>`;
}
