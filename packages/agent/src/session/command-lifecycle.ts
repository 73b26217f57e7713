import { z } from "zod";

const schema = z.object({
  type: z.literal("command_lifecycle"),
  command_uuid: z.string(),
  state: z.string(),
});

/** What became of a message that the runtime was given. */
export interface Lifecycle {
  uuid: string;
  /** "queued", "started" (the agent has read it), "completed" or "cancelled" (it never will). */
  state: string;
}

/** The SDK passes these on, though its types do not name them. */
export function lifecycleOf(message: unknown): Lifecycle | undefined {
  const parsed = schema.safeParse(message);
  return parsed.success ? { uuid: parsed.data.command_uuid, state: parsed.data.state } : undefined;
}
