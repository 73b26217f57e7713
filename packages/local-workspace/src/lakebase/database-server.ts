import type pg from "pg";
import { type Address, listenOnFirst } from "./address.ts";
import type { Authority } from "./authority.ts";
import { Cluster, OWNER } from "./cluster.ts";
import type { DatabaseCredentials } from "./credentials.ts";
import { Gateway, type Refusal } from "./gateway.ts";
import { matchesVerifier } from "./scram.ts";

/** What the owner of a server has decided about it; asked at each connection. */
export interface ServerPolicy {
  /** A sentence when nobody may connect now. */
  closed(): string | undefined;
  /** Whether roles with a password of their own may log in with it. */
  nativeLogin(): boolean;
  /** Seconds without a connection after which it goes to sleep; undefined for never. */
  suspendAfter(): number | undefined;
}

export interface DatabaseServerParts {
  credentials: DatabaseCredentials;
  authority: Authority;
  log(line: string): void;
}

/** A database server as its users see it: an address that is always there, and a PostgreSQL that wakes when it is used. */
export class DatabaseServer {
  readonly uid: string;
  readonly cluster: Cluster;
  readonly #parts: DatabaseServerParts;
  readonly #policy: ServerPolicy;
  #gateway: Gateway | undefined;
  #address: Address | undefined;
  #open = 0;
  #sleep: NodeJS.Timeout | undefined;

  constructor(uid: string, dir: string, policy: ServerPolicy, parts: DatabaseServerParts) {
    this.uid = uid;
    this.#policy = policy;
    this.#parts = parts;
    this.cluster = new Cluster(dir, parts.log);
  }

  get address(): Address {
    if (!this.#address) throw new Error("The database server does not listen.");
    return this.#address;
  }

  /** Listens where it did before, if that can be had. */
  async listen(before: Address | undefined): Promise<Address> {
    this.#address = await listenOnFirst(before, ({ host, port }) => {
      this.#gateway = new Gateway({
        refuse: (user, password) => this.#refuse(user, password),
        backend: () => this.cluster.socket(),
        revive: () => this.cluster.revive(),
        changed: (open) => this.#changed(open),
      });
      return this.#gateway.listen(host, port, this.#parts.authority.contextFor(host));
    });
    return this.#address;
  }

  asOwner<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    return this.cluster.asOwner(database, work).finally(() => this.#changed(this.#open));
  }

  /** Ends all connections and PostgreSQL itself. The next connection that the policy lets in starts it again. */
  async suspend(): Promise<void> {
    clearTimeout(this.#sleep);
    this.#gateway?.cut();
    await this.cluster.stop();
  }

  async close(): Promise<void> {
    clearTimeout(this.#sleep);
    await this.#gateway?.close();
    await this.cluster.stop();
  }

  async remove(): Promise<void> {
    await this.close();
    await this.cluster.remove();
  }

  #changed(open: number): void {
    this.#open = open;
    clearTimeout(this.#sleep);
    const seconds = this.#policy.suspendAfter();
    if (open > 0 || seconds === undefined) return;
    // A timer longer than 2^31 ms would fire at once.
    this.#sleep = setTimeout(() => void this.#doze(), Math.min(seconds * 1000, 2 ** 31 - 1));
    this.#sleep.unref();
  }

  async #doze(): Promise<void> {
    if (this.#open > 0 || !this.cluster.idle) return;
    await this.cluster.stop().catch((error: Error) => this.#parts.log(error.message));
  }

  async #refuse(user: string, password: string): Promise<Refusal | undefined> {
    const closed = this.#policy.closed();
    if (closed !== undefined) return { code: "57P03", message: closed };
    const wrong = (hint?: string): Refusal => ({
      code: "28P01",
      message: `password authentication failed for user "${user}"`,
      ...(hint ? { hint } : {}),
    });
    if (user === OWNER || user === "") return wrong();
    const claims = this.#parts.credentials.read(password);
    if (typeof claims === "string") return wrong(claims);
    if (claims) {
      if (!claims.aud.includes(this.uid)) return wrong("The token was issued for another database.");
      return claims.sub === user ? undefined : wrong(`The token was issued for the role "${claims.sub}".`);
    }
    if (!this.#policy.nativeLogin())
      return wrong(
        "Log in with a database credential; login with a role's own password is off for this server.",
      );
    const { rows } = await this.asOwner("postgres", (client) =>
      client.query<{ verifier: string | null; expired: boolean | null }>(
        "select rolpassword as verifier, rolvaliduntil < now() as expired from pg_authid where rolname = $1 and rolcanlogin",
        [user],
      ),
    );
    const [role] = rows;
    if (!role?.verifier || role.expired) return wrong();
    return (await matchesVerifier(password, role.verifier)) ? undefined : wrong();
  }
}
