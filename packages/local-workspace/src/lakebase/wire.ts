/** The few messages of PostgreSQL's protocol 3 that come before a connection is authenticated. */

export const SSL_REQUEST = 80_877_103;
export const GSS_REQUEST = 80_877_104;
export const CANCEL_REQUEST = 80_877_102;
/** A startup message is a few names; a longer one is no PostgreSQL client. */
export const MOST_STARTUP = 10_000;
export const MOST_PASSWORD = 20_000;

/** `R`, 3: the password is wanted as it is. */
export const askForPassword = (): Buffer => {
  const message = Buffer.alloc(9);
  message.write("R");
  message.writeInt32BE(8, 1);
  message.writeInt32BE(3, 5);
  return message;
};

/** Name and value pairs of a startup message (without its length), zero-terminated. */
export function readParameters(body: Buffer): Map<string, string> {
  const words = body.subarray(4).toString("utf8").split("\0");
  const found = new Map<string, string>();
  for (let at = 0; at + 1 < words.length && words[at] !== ""; at += 2)
    found.set(words[at] as string, words[at + 1] as string);
  return found;
}

/** `E`: the connection ends with these words. */
export function fatal(code: string, message: string, hint?: string): Buffer {
  const fields = [
    ["S", "FATAL"],
    ["V", "FATAL"],
    ["C", code],
    ["M", message],
    ...(hint ? [["H", hint]] : []),
  ];
  const body = Buffer.from(`${fields.map(([kind, text]) => `${kind}${text}\0`).join("")}\0`, "utf8");
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
