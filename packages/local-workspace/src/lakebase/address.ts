import { randomInt } from "node:crypto";
import { z } from "zod";

export const addressSchema = z.object({ host: z.string(), port: z.number() });
/** Where a database server is reached. */
export type Address = z.infer<typeof addressSchema>;

const POSTGRES_PORT = 5432;
const ATTEMPTS = 20;

/**
 * Where to listen, best first: where it was; then an address of its own in 127/8 (all of it is this machine on Linux),
 * so that clients which know a host and take the port for granted find it; else 127.0.0.1 and any free port.
 */
export function* candidates(before: Address | undefined): Generator<Address> {
  if (before) yield before;
  if (process.platform === "linux")
    for (let attempt = 0; attempt < ATTEMPTS; attempt++)
      yield { host: `127.${randomInt(64, 127)}.${randomInt(256)}.${randomInt(1, 255)}`, port: POSTGRES_PORT };
  yield { host: "127.0.0.1", port: 0 };
}

/** The first candidate that can be had. */
export async function listenOnFirst(
  before: Address | undefined,
  listen: (address: Address) => Promise<number>,
): Promise<Address> {
  let last: unknown;
  for (const address of candidates(before)) {
    try {
      return { host: address.host, port: await listen(address) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EADDRINUSE" && code !== "EADDRNOTAVAIL" && code !== "EACCES") throw error;
      last = error;
    }
  }
  throw last;
}
