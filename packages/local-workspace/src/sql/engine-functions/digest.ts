import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { type EngineFunction, failure } from "./define.ts";

const GCM_TAG = 16;
const BLOCKS: Record<string, number> = { ECB: 0, CBC: 16, GCM: 12 };

interface Cipher {
  algorithm: string;
  mode: "ECB" | "CBC" | "GCM";
}

function cipherOf(key: Uint8Array, mode: string, padding: string, name: string): Cipher {
  if (![16, 24, 32].includes(key.length))
    throw failure(
      "INVALID_PARAMETER_VALUE.AES_KEY_LENGTH",
      "22023",
      `The value of parameter(s) \`key\` in \`${name}\` is invalid: expects a binary value with 16, 24 or 32 bytes, but got ${key.length} bytes.`,
    );
  const wanted = mode.toUpperCase();
  const pad = padding.toUpperCase();
  const known =
    (wanted === "GCM" && (pad === "DEFAULT" || pad === "NONE")) ||
    ((wanted === "ECB" || wanted === "CBC") && (pad === "DEFAULT" || pad === "PKCS"));
  if (!known)
    throw failure(
      "UNSUPPORTED_FEATURE.AES_MODE",
      "0A000",
      `The feature is not supported: AES-\`${mode}\` with the padding \`${padding}\` by the \`${name}\` function.`,
    );
  return { algorithm: `aes-${key.length * 8}-${wanted.toLowerCase()}`, mode: wanted as Cipher["mode"] };
}

const cryptoError = (name: string, detail: string): Error =>
  failure(
    "INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR",
    "22023",
    `The value of parameter(s) \`expr\`, \`key\` in \`${name}\` is invalid: ${detail}.`,
  );

function encrypt(
  text: Uint8Array,
  key: Uint8Array,
  mode: string,
  padding: string,
  iv: Uint8Array,
  aad: Uint8Array,
): Uint8Array {
  const cipher = cipherOf(key, mode, padding, "aes_encrypt");
  const length = BLOCKS[cipher.mode] as number;
  if (iv.length > 0 && cipher.mode === "ECB")
    throw failure(
      "UNSUPPORTED_FEATURE.AES_MODE_IV",
      "0A000",
      `The feature is not supported: AES-\`${mode}\` by the \`aes_encrypt\` function does not take an initialization vector.`,
    );
  if (aad.length > 0 && cipher.mode !== "GCM")
    throw failure(
      "UNSUPPORTED_FEATURE.AES_MODE_AAD",
      "0A000",
      `The feature is not supported: AES-\`${mode}\` by the \`aes_encrypt\` function does not take additional authentication data.`,
    );
  if (iv.length > 0 && iv.length !== length)
    throw failure(
      "INVALID_PARAMETER_VALUE.AES_IV_LENGTH",
      "22023",
      `The value of parameter(s) \`iv\` in \`aes_encrypt\` is invalid: supports 16-byte CBC IVs and 12-byte GCM IVs, but got ${iv.length} bytes for ${cipher.mode}.`,
    );
  const start = iv.length > 0 ? iv : randomBytes(length);
  if (cipher.mode === "GCM") {
    const gcm = createCipheriv(cipher.algorithm as "aes-256-gcm", key, start);
    if (aad.length > 0) gcm.setAAD(aad);
    return Buffer.concat([start, gcm.update(text), gcm.final(), gcm.getAuthTag()]);
  }
  const block = createCipheriv(cipher.algorithm, key, cipher.mode === "ECB" ? null : start);
  return Buffer.concat([cipher.mode === "ECB" ? Buffer.alloc(0) : start, block.update(text), block.final()]);
}

function decrypt(
  data: Uint8Array,
  key: Uint8Array,
  mode: string,
  padding: string,
  aad: Uint8Array,
  name: string,
): Uint8Array {
  const cipher = cipherOf(key, mode, padding, name);
  const length = BLOCKS[cipher.mode] as number;
  try {
    const [start, body] = [data.subarray(0, length), data.subarray(length)];
    if (cipher.mode === "GCM") {
      const gcm = createDecipheriv(cipher.algorithm as "aes-256-gcm", key, start);
      if (aad.length > 0) gcm.setAAD(aad);
      gcm.setAuthTag(body.subarray(body.length - GCM_TAG));
      return Buffer.concat([gcm.update(body.subarray(0, body.length - GCM_TAG)), gcm.final()]);
    }
    const block = createDecipheriv(cipher.algorithm, key, cipher.mode === "ECB" ? null : start);
    return Buffer.concat([block.update(body), block.final()]);
  } catch {
    throw cryptoError(name, "the data cannot be decrypted with this key");
  }
}

export const digests: EngineFunction[] = [
  {
    name: "js_sha2",
    parameters: ["bytes", "int"],
    returns: "text",
    run: ([bytes, bits]) => {
      const size = bits === 0 ? 256 : bits;
      if (![224, 256, 384, 512].includes(size as number)) return null;
      return createHash(`sha${size as number}`)
        .update(bytes as Uint8Array)
        .digest("hex");
    },
  },
  {
    name: "js_aes_encrypt",
    parameters: ["bytes", "bytes", "text", "text", "bytes", "bytes"],
    returns: "bytes",
    run: ([text, key, mode, padding, iv, aad]) =>
      encrypt(
        text as Uint8Array,
        key as Uint8Array,
        mode as string,
        padding as string,
        iv as Uint8Array,
        aad as Uint8Array,
      ),
  },
  ...["aes_decrypt", "try_aes_decrypt"].map(
    (name): EngineFunction => ({
      name: `js_${name}`,
      parameters: ["bytes", "bytes", "text", "text", "bytes"],
      returns: "bytes",
      run: ([data, key, mode, padding, aad]) => {
        try {
          return decrypt(
            data as Uint8Array,
            key as Uint8Array,
            mode as string,
            padding as string,
            aad as Uint8Array,
            name,
          );
        } catch (error) {
          if (name === "try_aes_decrypt" && (error as Error).message.includes("AES_CRYPTO_ERROR"))
            return null;
          throw error;
        }
      },
    }),
  ),
];
