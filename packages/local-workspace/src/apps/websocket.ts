import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const MOST_PAYLOAD = 64 * 1024;

/** Our end of a WebSocket that mostly sends text (RFC 6455, no extensions). */
export interface WebSocketSender {
  send(text: string): void;
  /** True while what was sent waits for a slow reader. */
  readonly busy: boolean;
  close(code: number, reason: string): void;
}

/** Accepts the upgrade. `onText` gets whole messages; `onClose` is called once. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  handlers: { onText(text: string): void; onClose(): void },
): WebSocketSender | undefined {
  const key = request.headers["sec-websocket-key"];
  if (!key || request.headers["sec-websocket-version"] !== "13") {
    socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    return undefined;
  }
  const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  let received: Buffer = Buffer.alloc(0);
  const read = (data: Buffer) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const frame = frameOf(received);
      if (frame === "bad") return void socket.destroy();
      if (!frame) return;
      received = received.subarray(frame.length);
      if (frame.opcode === 8) return void socket.end(frameFor(8, frame.payload.subarray(0, 2)));
      if (frame.opcode === 9) socket.write(frameFor(10, frame.payload));
      if (frame.opcode === 1) handlers.onText(frame.payload.toString("utf8"));
    }
  };
  socket.on("data", read);
  socket.on("error", () => socket.destroy());
  socket.once("close", () => handlers.onClose());
  if (head.length > 0) read(head);
  return {
    send: (text) => void (socket.writable && socket.write(frameFor(1, Buffer.from(text)))),
    get busy() {
      return socket.writableLength > 1024 * 1024;
    },
    close: (code, reason) => {
      const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
      payload.writeUInt16BE(code);
      payload.write(reason, 2);
      if (socket.writable) socket.end(frameFor(8, payload));
    },
  };
}

function frameFor(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0x80 | opcode, length])
      : length < 65_536
        ? Buffer.from([0x80 | opcode, 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([0x80 | opcode, 127]), bigLength(length)]);
  return Buffer.concat([head, payload]);
}

function bigLength(length: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(length));
  return buffer;
}

/** The first whole frame; undefined while there is none; "bad" for what a client must not send. */
function frameOf(data: Buffer): { opcode: number; payload: Buffer; length: number } | undefined | "bad" {
  if (data.length < 2) return undefined;
  const opcode = data.readUInt8(0) & 15;
  const masked = data.readUInt8(1) & 128;
  let size = data.readUInt8(1) & 127;
  let at = 2;
  if (!masked || size === 127) return "bad";
  if (size === 126) {
    if (data.length < 4) return undefined;
    size = data.readUInt16BE(2);
    at = 4;
  }
  if (size > MOST_PAYLOAD) return "bad";
  if (data.length < at + 4 + size) return undefined;
  const mask = data.subarray(at, at + 4);
  const payload = Buffer.from(data.subarray(at + 4, at + 4 + size));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index & 3] ?? 0);
  return { opcode, payload, length: at + 4 + size };
}
