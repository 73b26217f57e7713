import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import { makeCertificate } from "./certificate.ts";

const NAME = "Lakehand local workspace";

/**
 * The authority that signs the certificates of this folder's databases. Nobody trusts it unless told: by
 * `NODE_EXTRA_CA_CERTS` or `PGSSLROOTCERT`, as apps here are.
 */
export class Authority {
  /** File with its certificate, PEM. */
  readonly file: string;
  readonly #key: string;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.file = join(dir, "ca.pem");
    const keyFile = join(dir, "ca-key.pem");
    if (!existsSync(this.file) || !existsSync(keyFile)) {
      const { cert, key } = makeCertificate(NAME);
      write(keyFile, key, 0o600);
      write(this.file, cert, 0o644);
    }
    this.#key = readFileSync(keyFile, "utf8");
  }

  /** What a server at this address shows; lives as long as the process. */
  contextFor(address: string): SecureContext {
    const hosts = [address, "localhost"];
    const { cert, key } = makeCertificate(address, { name: NAME, key: this.#key, hosts });
    return createSecureContext({ cert, key });
  }
}

function write(file: string, text: string, mode: number): void {
  writeFileSync(`${file}.new`, text, { mode });
  renameSync(`${file}.new`, file);
}
