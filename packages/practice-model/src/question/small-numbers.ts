const WORDS = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];
const MORE: Record<string, number> = { fifteen: 15, twenty: 20, fifty: 50, hundred: 100 };

/** Source of a pattern for a number in digits or words, without groups. */
export const NUMBER = `(?:\\d{1,5}|${[...WORDS.slice(1), ...Object.keys(MORE)].join("|")})`;

export function readNumber(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  if (/^\d+$/.test(word)) return Number(word);
  const at = WORDS.indexOf(word.toLowerCase());
  return at >= 0 ? at : MORE[word.toLowerCase()];
}
