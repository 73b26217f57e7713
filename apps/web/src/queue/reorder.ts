import type { Queue, QueuedInput } from "@lakehand/protocol";

/** The queue with one input put before another one, or at the end; an unknown id changes nothing. */
export function moveBefore(queue: Queue, id: string, before: string | null): Queue {
  const moved = queue.inputs.find((input) => input.id === id);
  if (!moved || id === before) return queue;
  const others = queue.inputs.filter((input) => input.id !== id);
  const at = before === null ? others.length : others.findIndex((input) => input.id === before);
  if (at < 0) return queue;
  return { ...queue, inputs: [...others.slice(0, at), moved, ...others.slice(at)] };
}

/** What an input goes before when it moves one place up or down; undefined when it cannot. */
export function stepTarget(
  inputs: readonly QueuedInput[],
  id: string,
  step: -1 | 1,
): { before: string | null } | undefined {
  const at = inputs.findIndex((input) => input.id === id);
  const to = at + step;
  if (at < 0 || to < 0 || to >= inputs.length) return undefined;
  return { before: step < 0 ? inputs[to]!.id : (inputs[to + 1]?.id ?? null) };
}

export function without(queue: Queue, id: string): Queue {
  return { ...queue, inputs: queue.inputs.filter((input) => input.id !== id) };
}

export function withText(queue: Queue, id: string, text: string): Queue {
  return { ...queue, inputs: queue.inputs.map((input) => (input.id === id ? { ...input, text } : input)) };
}

/** With a message that the server has taken, before its own list is read. */
export function withInput(queue: Queue | undefined, id: string, text: string): Queue {
  const inputs = queue?.inputs ?? [];
  if (inputs.some((input) => input.id === id)) return queue!;
  const position = (inputs.at(-1)?.position ?? 0) + 1;
  const added = { id, text, position, created_at: new Date().toISOString() };
  return { paused: queue?.paused ?? false, inputs: [...inputs, added] };
}
