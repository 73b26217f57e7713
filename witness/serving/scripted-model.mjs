// A server of the Messages API whose answers follow from the request alone: it says back what it was sent.

const usage = { input_tokens: 11, output_tokens: 7 };
const message = (content, stop_reason) => ({
  id: "msg_scripted",
  type: "message",
  role: "assistant",
  model: "scripted-model",
  content,
  stop_reason,
  stop_sequence: null,
  usage,
});

/** A tool is called when there are some and none has answered yet; else the request is said back as JSON. */
function contentFor({ messages, tools = [], tool_choice, system, stop_sequences }) {
  const last = messages.at(-1);
  const answered = Array.isArray(last.content) && last.content.some(({ type }) => type === "tool_result");
  if (tools.length > 0 && !answered && tool_choice?.type !== "none")
    return [
      { type: "text", text: "Calling." },
      { type: "tool_use", id: "toolu_1", name: tools[0].name, input: { city: "Bern", days: 2 } },
    ];
  return [{ type: "text", text: JSON.stringify({ system, messages, stop_sequences }) }];
}

function eventsFor(content, stopReason) {
  const events = [
    {
      type: "message_start",
      message: { ...message([], null), usage: { input_tokens: 11, output_tokens: 1 } },
    },
  ];
  for (const [index, block] of content.entries()) {
    const isTool = block.type === "tool_use";
    events.push({
      type: "content_block_start",
      index,
      content_block: isTool ? { ...block, input: {} } : { type: "text", text: "" },
    });
    // By characters: half of a surrogate pair is no text.
    const text = [...(isTool ? JSON.stringify(block.input) : block.text)];
    for (let at = 0; at < text.length; at += 7) {
      const part = text.slice(at, at + 7).join("");
      const delta = isTool
        ? { type: "input_json_delta", partial_json: part }
        : { type: "text_delta", text: part };
      events.push({ type: "content_block_delta", index, delta });
    }
    events.push({ type: "content_block_stop", index });
  }
  events.push({ type: "message_delta", delta: { stop_reason: stopReason }, usage: { output_tokens: 7 } });
  return [...events, { type: "message_stop" }];
}

export async function answerTo(request, response) {
  let text = "";
  for await (const part of request) text += part;
  const send = (status, body) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const refuse = (status, type, said) => send(status, { type: "error", error: { type, message: said } });
  if (request.headers.authorization !== "Bearer scripted")
    return refuse(401, "authentication_error", "Wrong credential.");
  const body = JSON.parse(text);
  if (body.model !== "scripted-model") return refuse(404, "not_found_error", `No model ${body.model}.`);
  if (request.url.startsWith("/v1/messages/count_tokens")) return send(200, { input_tokens: 42 });
  if (body.max_tokens === 1) return refuse(400, "invalid_request_error", "Scripted refusal.");
  const content = contentFor(body);
  const stopReason = content.some(({ type }) => type === "tool_use") ? "tool_use" : "end_turn";
  if (!body.stream) return send(200, message(content, stopReason));
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of eventsFor(content, stopReason))
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}
