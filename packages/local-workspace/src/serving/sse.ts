/** One server-sent event. */
export interface ServerEvent {
  event?: string;
  data: string;
}

/** The events of a body as they come. A last event that the body's end cuts short is left out. */
export async function* serverEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(bytes, { stream: true });
    for (;;) {
      const end = /\r?\n\r?\n/.exec(rest);
      if (!end) break;
      const event = parse(rest.slice(0, end.index));
      rest = rest.slice(end.index + end[0].length);
      if (event) yield event;
    }
  }
}

function parse(block: string): ServerEvent | undefined {
  const data: string[] = [];
  let event: string | undefined;
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^([^:]+):\s?(.*)$/.exec(line) ?? [];
    if (field === "data") data.push(value!);
    else if (field === "event") event = value;
  }
  if (data.length === 0) return undefined;
  return { data: data.join("\n"), ...(event === undefined ? {} : { event }) };
}
