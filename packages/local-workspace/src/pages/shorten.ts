/** The text, cut with an ellipsis where it is longer. */
export const shorten = (text: string, length = 4000) =>
  text.length > length ? `${text.slice(0, length)} …` : text;
