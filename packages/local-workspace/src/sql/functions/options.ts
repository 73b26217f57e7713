import { unsupported } from "./define.ts";
import type { Argument, Call } from "./spec.ts";

/** The constant `map('name', 'value', …)` of a reader's options, by lower-case name. What is not known is refused. */
export function readOptions(
  given: Argument | undefined,
  call: Call,
  known: readonly string[],
): Map<string, string> {
  if (!given) return new Map();
  if (given.type.kind !== "map" || given.type.key.kind !== "string")
    return call.fail(
      "INVALID_OPTIONS.NON_MAP_FUNCTION",
      "42K06",
      "Invalid options: Must use the `map()` function for options.",
    );
  if (!given.entries) return unsupported(call, `options of ${call.name} that are not constants`);
  const options = new Map(given.entries.map(([k, v]) => [k.toLowerCase(), v]));
  for (const name of options.keys())
    if (!known.includes(name)) unsupported(call, `the option '${name}' of ${call.name}`);
  return options;
}
