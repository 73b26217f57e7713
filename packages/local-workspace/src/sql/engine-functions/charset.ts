import { type EngineFunction, failure } from "./define.ts";

const NAMES = ["US-ASCII", "ISO-8859-1", "UTF-8", "UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32"] as const;
type Charset = (typeof NAMES)[number];

function charsetOf(name: string, fn: string): Charset {
  const found = NAMES.find((n) => n === name.toUpperCase());
  if (found) return found;
  throw failure(
    "INVALID_PARAMETER_VALUE.CHARSET",
    "22023",
    `The value of parameter(s) \`charset\` in \`${fn}\` is invalid: expects one of the charsets 'ISO-8859-1', 'US-ASCII', 'UTF-16', 'UTF-16BE', 'UTF-16LE', 'UTF-32', 'UTF-8', but got ${name}.`,
  );
}

const unmappable = (charset: string, fn: string): Error =>
  failure(
    "MALFORMED_CHARACTER_CODING",
    "22000",
    `Invalid value found when performing \`${fn}\` with ${charset}`,
  );

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

function encode(text: string, name: string): Uint8Array {
  const charset = charsetOf(name, "encode");
  switch (charset) {
    case "UTF-8":
      return Buffer.from(text, "utf8");
    case "UTF-16LE":
      return Buffer.from(text, "utf16le");
    case "UTF-16BE":
      return swapped(Buffer.from(text, "utf16le"));
    case "UTF-16":
      return text === ""
        ? Buffer.alloc(0)
        : Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(Buffer.from(text, "utf16le"))]);
    case "UTF-32": {
      const points = [...text].map((c) => c.codePointAt(0) as number);
      const out = Buffer.alloc(points.length * 4);
      for (const [i, point] of points.entries()) out.writeUInt32BE(point, i * 4);
      return out;
    }
    default: {
      const last = charset === "US-ASCII" ? 0x7f : 0xff;
      const points = [...text].map((c) => c.codePointAt(0) as number);
      if (points.some((p) => p > last)) throw unmappable(charset, "encode");
      return Buffer.from(points);
    }
  }
}

function decode(bytes: Uint8Array, name: string): string {
  const charset = charsetOf(name, "decode");
  const data = Buffer.from(bytes);
  const strict = (label: string): string => {
    try {
      return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(data);
    } catch {
      throw unmappable(charset, "decode");
    }
  };
  switch (charset) {
    case "UTF-8":
      return strict("utf-8");
    case "ISO-8859-1":
      return data.toString("latin1");
    case "US-ASCII":
      if (data.some((b) => b > 0x7f)) throw unmappable(charset, "decode");
      return data.toString("latin1");
    case "UTF-32": {
      if (data.length % 4) throw unmappable(charset, "decode");
      let out = "";
      for (let i = 0; i < data.length; i += 4) {
        const point = data.readUInt32BE(i);
        if (point > 0x10ffff) throw unmappable(charset, "decode");
        out += String.fromCodePoint(point);
      }
      return out;
    }
    default: {
      if (data.length % 2) throw unmappable(charset, "decode");
      const little = charset === "UTF-16LE" || (charset === "UTF-16" && data[0] === 0xff && data[1] === 0xfe);
      const marked = charset === "UTF-16" && (little || (data[0] === 0xfe && data[1] === 0xff));
      const body = marked ? data.subarray(2) : data;
      return (little ? Buffer.from(body) : swapped(body)).toString("utf16le");
    }
  }
}

export const charsets: EngineFunction[] = [
  {
    name: "js_encode",
    parameters: ["text", "text"],
    returns: "bytes",
    run: ([text, charset]) => encode(text as string, charset as string),
  },
  {
    name: "js_decode",
    parameters: ["bytes", "text"],
    returns: "text",
    run: ([bytes, charset]) => decode(bytes as Uint8Array, charset as string),
  },
];
