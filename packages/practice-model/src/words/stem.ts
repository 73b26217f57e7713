/** Crude English stem: enough that `cities`/`city`, `fares`/`fare` and `ordered`/`order` meet. */
export function stem(word: string): string {
  let w = word.toLowerCase();
  const irregular = IRREGULAR[w];
  if (irregular) return irregular;
  if (w.length > 4 && w.endsWith("ies")) w = `${w.slice(0, -3)}y`;
  else if (/(?:ss|x|ch|sh|z)es$/.test(w)) w = w.slice(0, -2);
  else if (w.length > 3 && w.endsWith("s") && !/(?:ss|us|is)$/.test(w)) w = w.slice(0, -1);
  if (w.length > 6 && w.endsWith("ing")) w = w.slice(0, -3);
  else if (w.length > 5 && w.endsWith("ed")) w = w.slice(0, -2);
  return w.length > 4 && w.endsWith("e") ? w.slice(0, -1) : w;
}

const IRREGULAR: Record<string, string> = {
  people: "person",
  spent: "spend",
  spends: "spend",
  spending: "spend",
  sold: "sell",
  sales: "sale",
  bought: "buy",
  countries: "country",
  status: "status",
  address: "address",
};

/** Lower-case words of a sentence; numbers, dotted names and quoted text stay whole. */
export function wordsOf(sentence: string): string[] {
  return sentence.toLowerCase().match(/[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*/gu) ?? [];
}
