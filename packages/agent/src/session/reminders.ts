/** A message of the person, under the id that the runtime was told. */
export interface Said {
  id: string;
  text: string;
}

const SEED_CHARACTERS = 60_000;
const SAID_CHARACTERS = 20_000;

const block = (text: string): string =>
  `<system-reminder>\n${text.replaceAll(/<\/?system-reminder>/g, "")}\n</system-reminder>`;

/** The end of a long text: what was said last matters most. */
function lastOf(text: string, characters: number): string {
  return text.length <= characters ? text : `…${text.slice(-characters)}`;
}

/** For a new session that takes the place of one whose transcript cannot be read. */
export function seedReminder(seed: string): string | undefined {
  if (seed.trim() === "") return undefined;
  return block(`Your own record of this conversation was lost. It went on before this message; what was said and done,
from the log that the person sees (the end of it, if it is long):
${lastOf(seed, SEED_CHARACTERS)}`);
}

/** For messages that the agent did not get to hear, or that its process lost when it ended. */
export function unheardReminder(said: readonly Said[]): string | undefined {
  if (said.length === 0) return undefined;
  return block(`Your process was ended or stopped before it had written this down, so it is missing above. What you had
begun on it may have taken effect. The person had said:
${said.map(({ text }) => text.slice(0, SAID_CHARACTERS)).join("\n---\n")}`);
}
