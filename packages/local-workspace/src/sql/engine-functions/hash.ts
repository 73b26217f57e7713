import type { EngineFunction, EngineValue } from "./define.ts";

/* Spark's hash() (Murmur3, 32 bits) and xxhash64(): each value is hashed with the hash of those before it as its seed. */

const mixK = (k: number): number => {
  const mixed = Math.imul(k, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
};
const mixH = (h: number, k: number): number => {
  const mixed = h ^ k;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
};
function finish(h: number, length: number): number {
  let x = h ^ length;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

export const murmurInt = (value: number, seed: number): number => finish(mixH(seed, mixK(value | 0)), 4);

export function murmurLong(value: bigint, seed: number): number {
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return finish(mixH(mixH(seed, mixK(low)), mixK(high)), 8);
}

/** Spark mixes each byte beyond the last whole word as a word of its own. */
export function murmurBytes(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const aligned = bytes.length - (bytes.length % 4);
  let h = seed;
  for (let i = 0; i < aligned; i += 4) h = mixH(h, mixK(view.getInt32(i, true)));
  for (let i = aligned; i < bytes.length; i += 1) h = mixH(h, mixK(view.getInt8(i)));
  return finish(h, bytes.length);
}

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;
const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);
const rotate = (x: bigint, by: bigint): bigint => wrap((x << by) | (x >> (64n - by)));
const round = (acc: bigint, lane: bigint): bigint => wrap(rotate(wrap(acc + lane * P2), 31n) * P1);

function avalanche(h: bigint): bigint {
  let x = wrap((h ^ (h >> 33n)) * P2);
  x = wrap((x ^ (x >> 29n)) * P3);
  return BigInt.asIntN(64, x ^ (x >> 32n));
}

export function xxInt(value: number, seed: bigint): bigint {
  const h = wrap(seed + P5 + 4n) ^ wrap(BigInt(value >>> 0) * P1);
  return avalanche(wrap(rotate(h, 23n) * P2 + P3));
}

export function xxLong(value: bigint, seed: bigint): bigint {
  const h = wrap(seed + P5 + 8n) ^ round(0n, wrap(value));
  return avalanche(wrap(rotate(h, 27n) * P1 + P4));
}

export function xxBytes(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length;
  let at = 0;
  let h: bigint;
  if (length >= 32) {
    let lanes = [wrap(seed + P1 + P2), wrap(seed + P2), wrap(seed), wrap(seed - P1)];
    for (; at + 32 <= length; at += 32)
      lanes = lanes.map((lane, i) => round(lane, view.getBigUint64(at + i * 8, true)));
    const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint];
    h = wrap(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
    for (const lane of lanes) h = wrap((h ^ round(0n, lane)) * P1 + P4);
  } else h = wrap(seed + P5);
  h = wrap(h + BigInt(length));
  for (; at + 8 <= length; at += 8)
    h = wrap(rotate(h ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  if (at + 4 <= length) {
    h = wrap(rotate(h ^ wrap(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
    at += 4;
  }
  for (; at < length; at += 1) h = wrap(rotate(h ^ wrap(BigInt(view.getUint8(at)) * P5), 11n) * P1);
  return avalanche(h);
}

const bits = new DataView(new ArrayBuffer(8));
function doubleBits(value: number): bigint {
  bits.setFloat64(0, Object.is(value, -0) ? 0 : value);
  return Number.isNaN(value) ? 0x7ff8000000000000n : bits.getBigInt64(0);
}
function floatBits(value: number): number {
  bits.setFloat32(0, Object.is(value, -0) ? 0 : value);
  return Number.isNaN(value) ? 0x7fc00000 : bits.getInt32(0);
}

/** A whole number as the bytes of Java's BigInteger: two's complement, big-endian, as short as can be. */
function bigIntegerBytes(text: string): Uint8Array {
  const value = BigInt(text);
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size += 1;
  const out = new Uint8Array(size);
  let rest = BigInt.asUintN(size * 8, value);
  for (let i = size - 1; i >= 0; i -= 1, rest >>= 8n) out[i] = Number(rest & 255n);
  return out;
}

const utf8 = new TextEncoder();
type Kind = "int" | "long" | "double" | "float" | "text" | "bytes" | "whole";
const kinds: [
  Kind,
  EngineFunction["parameters"][number],
  (v: EngineValue) => number | bigint | Uint8Array,
][] = [
  ["int", "int", (v) => v as number],
  ["long", "long", (v) => v as bigint],
  ["double", "double", (v) => doubleBits(v as number)],
  ["float", "double", (v) => floatBits(v as number)],
  ["text", "text", (v) => utf8.encode(v as string)],
  ["bytes", "bytes", (v) => v as Uint8Array],
  ["whole", "text", (v) => bigIntegerBytes(v as string)],
];

const fromText: Record<string, (text: string) => EngineValue> = {
  int: Number,
  long: BigInt,
  double: Number,
  float: Number,
  text: (text) => text,
  bytes: (text) => Buffer.from(text, "hex"),
  whole: (text) => text,
};

/** The elements of an array one after the other; each comes as text, for a list has one type. */
const lists: EngineFunction[] = [
  {
    name: "js_hash_list",
    parameters: ["texts", "text", "int"],
    returns: "int",
    takesNull: true,
    run: ([list, kind, seed]) =>
      ((list ?? []) as (string | null)[]).reduce<EngineValue>(
        (h, v) =>
          v === null ? h : byName(`js_hash_${kind as string}`).run([fromText[kind as string]!(v), h]),
        seed as number,
      ),
  },
  {
    name: "js_xxhash64_list",
    parameters: ["texts", "text", "long"],
    returns: "long",
    takesNull: true,
    run: ([list, kind, seed]) =>
      ((list ?? []) as (string | null)[]).reduce<EngineValue>(
        (h, v) =>
          v === null ? h : byName(`js_xxhash64_${kind as string}`).run([fromText[kind as string]!(v), h]),
        seed as bigint,
      ),
  },
];

const byName = (name: string): EngineFunction => hashes.find((f) => f.name === name) as EngineFunction;

export const hashes: EngineFunction[] = [
  ...lists,
  ...kinds.flatMap(([kind, parameter, read]): EngineFunction[] => [
    {
      name: `js_hash_${kind}`,
      parameters: [parameter, "int"],
      returns: "int",
      takesNull: true,
      run: ([v, seed]) => {
        if (v === null || v === undefined) return seed as number;
        const value = read(v);
        if (typeof value === "number") return murmurInt(value, seed as number);
        return typeof value === "bigint"
          ? murmurLong(value, seed as number)
          : murmurBytes(value, seed as number);
      },
    },
    {
      name: `js_xxhash64_${kind}`,
      parameters: [parameter, "long"],
      returns: "long",
      takesNull: true,
      run: ([v, seed]) => {
        if (v === null || v === undefined) return seed as bigint;
        const value = read(v);
        if (typeof value === "number") return xxInt(value, seed as bigint);
        return typeof value === "bigint" ? xxLong(value, seed as bigint) : xxBytes(value, seed as bigint);
      },
    },
  ]),
];
