import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { isIPv4 } from "node:net";

/** A certificate and its private key, both PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

const YEAR = 365 * 24 * 60 * 60 * 1000;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const SIGNED_WITH = oidSequence("1.2.840.10045.4.3.2");

/**
 * An X.509 v3 certificate with a fresh P-256 key. Without an issuer it is an authority that signs itself; with one it
 * is a server's, for the names and IPv4 addresses given.
 */
export function makeCertificate(
  name: string,
  issuer?: { name: string; key: string; hosts: string[] },
): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signer: KeyObject = issuer ? createPrivateKey(issuer.key) : privateKey;
  const now = Date.now();
  const publicInfo = publicKey.export({ type: "spki", format: "der" });
  const extensions = issuer
    ? [
        extension("2.5.29.17", sequence(...issuer.hosts.map(subjectName)), false),
        extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1")), false),
      ]
    : [
        extension("2.5.29.19", sequence(tagged(0x01, Buffer.from([0xff]))), true),
        extension("2.5.29.14", tagged(0x04, createHash("sha1").update(publicInfo).digest()), false),
      ];
  const body = sequence(
    tagged(VERSION, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    SIGNED_WITH,
    commonName(issuer?.name ?? name),
    sequence(time(now - 24 * 60 * 60 * 1000), time(now + 10 * YEAR)),
    commonName(name),
    publicInfo,
    tagged(EXTENSIONS, sequence(...extensions)),
  );
  const signature = sign("sha256", body, signer);
  const whole = sequence(body, SIGNED_WITH, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** DER: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

const integer = (bytes: Buffer) => tagged(0x02, bytes);

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const value of rest) {
    const group = [value & 127];
    for (let left = value >> 7; left > 0; left >>= 7) group.unshift((left & 127) | 128);
    bytes.push(...group);
  }
  return tagged(0x06, Buffer.from(bytes));
}

function oidSequence(text: string): Buffer {
  return sequence(oid(text));
}

const commonName = (name: string) =>
  sequence(tagged(0x31, sequence(oid("2.5.4.3"), tagged(0x0c, Buffer.from(name, "utf8")))));

/** GeneralizedTime, which holds for any year. */
const time = (at: number) =>
  tagged(0x18, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`));

const extension = (id: string, content: Buffer, critical: boolean) =>
  sequence(oid(id), ...(critical ? [tagged(0x01, Buffer.from([0xff]))] : []), tagged(0x04, content));

const subjectName = (host: string) =>
  isIPv4(host)
    ? tagged(0x87, Buffer.from(host.split(".").map(Number)))
    : tagged(0x82, Buffer.from(host, "ascii"));
