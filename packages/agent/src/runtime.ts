import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { LakehandError } from "@lakehand/protocol";
import { listSkills, skillPluginDir } from "@lakehand/skills";
import { type ToolDefinition, toolDefinitions } from "@lakehand/tools";
import { startModelGateway } from "./gateway/gateway.ts";
import type { AgentRuntimeOptions } from "./options.ts";
import { selectionBlock } from "./prompt/selection.ts";
import { buildSystemPrompt } from "./prompt/system-prompt.ts";
import { openSandbox } from "./sandbox/sandbox.ts";
import { type InterruptedMessage, recall } from "./session/interrupted.ts";
import { type LiveSession, LiveSessions } from "./session/sessions.ts";
import { configDirOf, startSession } from "./session/start-session.ts";
import { removeTranscript } from "./session/transcript.ts";
import { Turn } from "./session/turn.ts";
import type { AgentRuntime, RunInput, RunOutcome, WarmInput } from "./types.ts";

const TEN_MINUTES = 600_000;

/** Starts the model gateway and probes the sandbox; agents start with the first message or `warm`. */
export async function createAgentRuntime(options: AgentRuntimeOptions): Promise<AgentRuntime> {
  const log = options.log ?? (() => {});
  const [gateway, sandbox, { skills, errors }] = await Promise.all([
    startModelGateway({ target: options.target }),
    openSandbox(options.sandbox ?? "auto"),
    listSkills(),
  ]);
  for (const error of errors) log(error.message);
  const definitions: readonly ToolDefinition[] = options.toolDefinitions ?? toolDefinitions;
  const sessions = new LiveSessions({ idleMs: options.idleMs ?? TEN_MINUTES, max: options.maxSessions ?? 6 });
  const turns = new Map<string, { turn: Turn; session: LiveSession | undefined }>();
  const interrupted = new Map<string, InterruptedMessage>();
  const starting = new Map<string, Promise<LiveSession>>();
  let closed = false;

  const start = (who: WarmInput): Promise<LiveSession> =>
    startSession(who, {
      stateDir: options.stateDir,
      target: options.target(),
      gateway,
      sandbox,
      systemPrompt: buildSystemPrompt({ bash: sandbox.bash }),
      definitions,
      skills: { pluginDir: skillPluginDir(), names: skills.map((skill) => skill.name) },
      loadAllTools: options.loadAllTools ?? false,
      log,
      onEnd: (session) => void sessions.remove(who.conversationId, session),
    });

  /** The conversation's live session, or a new one; never two at once. */
  const acquire = async (who: WarmInput): Promise<LiveSession> => {
    for (;;) {
      const pending = starting.get(who.conversationId);
      if (!pending) break;
      await pending.catch(() => {});
    }
    const live = sessions.get(who.conversationId);
    if (live?.agent.alive && live.profile === profileOf(options)) return live;
    const promise = (async () => {
      await sessions.remove(who.conversationId);
      const session = await start(who);
      sessions.add(who.conversationId, session);
      return session;
    })();
    starting.set(who.conversationId, promise);
    try {
      return await promise;
    } finally {
      starting.delete(who.conversationId);
    }
  };

  const run = async (input: RunInput): Promise<RunOutcome> => {
    if (closed) throw shuttingDown();
    if ([...turns.values()].some(({ turn }) => turn.input.conversationId === input.conversationId))
      throw new LakehandError({
        code: "CONVERSATION_BUSY",
        message: "The agent is still working on the last message of this conversation.",
        next: "Wait until it is done, or stop it.",
        status: 409,
      });
    const entry: { turn: Turn; session: LiveSession | undefined } = {
      turn: new Turn(input, options.target()),
      session: undefined,
    };
    turns.set(input.executionId, entry);
    try {
      const outcome = await drive(entry, input);
      if (outcome.status === "completed") return outcome;
      const items = await entry.turn.calls.left();
      if (items.length > 0) input.emit({ type: "left_running", items });
      return outcome;
    } finally {
      entry.turn.close();
      turns.delete(input.executionId);
    }
  };

  const drive = async (
    entry: { turn: Turn; session: LiveSession | undefined },
    input: RunInput,
  ): Promise<RunOutcome> => {
    let who: WarmInput = input;
    for (let attempt = 1; ; attempt++) {
      const { turn } = entry;
      const session = await acquire(who);
      entry.session = session;
      if (session.lost) {
        turn.emit({ type: "notice", level: "warning", message: session.lost });
        session.lost = undefined;
      }
      session.listen(turn);
      const reminder = await remind(who);
      // Stopped before the message was sent: then it never is.
      if (turn.stopping) return turn.fail({ code: "STOPPED", message: "Stopped." });
      const end = await session.agent.run(turn, contentOf(input, reminder));
      if ("outcome" in end || end.started) interrupted.delete(input.conversationId);
      if ("outcome" in end) return end.outcome;
      await sessions.remove(input.conversationId, session);
      if (end.started) interrupted.set(input.conversationId, { uuid: turn.uuid, text: input.message });
      if (end.started || turn.stopping || attempt > 1 || closed) return turn.fail(end.lost);
      // It could not even begin: most likely the transcript cannot be read. Go on with a fresh session.
      log(`An agent session could not be resumed: ${end.lost.message}`);
      const forgotten = session.resumed;
      who = { ...input, session: { id: forgotten ? randomUUID() : input.session.id, resume: false } };
      if (forgotten)
        turn.emit({
          type: "notice",
          level: "warning",
          message:
            "The agent's memory of this conversation could not be read, so it starts anew. The transcript here is complete.",
        });
    }
  };

  /** Of a message that a dead process had not yet written down. */
  const remind = async (who: WarmInput): Promise<string | undefined> => {
    const message = interrupted.get(who.conversationId);
    return message && recall(message, configDirOf(options.stateDir, who.projectId), who.session.id);
  };

  return {
    run,
    async stop(executionId) {
      const entry = turns.get(executionId);
      if (!entry) return;
      entry.turn.beginStop();
      await entry.session?.agent.stop();
    },
    warm(who) {
      if (closed || sessions.get(who.conversationId)) return;
      acquire(who).catch((error: unknown) => log(`An agent could not be started ahead: ${String(error)}`));
    },
    async forget({ projectId, conversationId, sessionIds }) {
      const configDir = configDirOf(options.stateDir, projectId);
      if (conversationId === undefined) return rm(dirname(configDir), { recursive: true, force: true });
      await starting.get(conversationId)?.catch(() => {});
      await sessions.remove(conversationId);
      interrupted.delete(conversationId);
      for (const id of sessionIds ?? []) await removeTranscript(configDir, id);
    },
    async steer() {
      return false;
    },
    setMode() {},
    async context() {
      return undefined;
    },
    prepare() {},
    pool: () => ({ sessions: sessions.size, busy: turns.size, spares: 0, memoryBytes: 0 }),
    systemPrompt(selection) {
      const block = selectionBlock(selection);
      return buildSystemPrompt({ bash: sandbox.bash }) + (block ? `\n\n${block}` : "");
    },
    sandbox: { bash: sandbox.bash, label: sandbox.label, ...(sandbox.next ? { next: sandbox.next } : {}) },
    async close() {
      closed = true;
      for (const { turn } of turns.values()) turn.beginStop();
      await Promise.allSettled(starting.values());
      await sessions.close();
      await gateway.close();
    },
  };
}

function profileOf(options: AgentRuntimeOptions): string {
  const { kind, id } = options.target();
  return `${kind} ${id}`;
}

function contentOf(input: RunInput, reminder: string | undefined): { type: "text"; text: string }[] {
  const selection = selectionBlock(input.selection);
  return [
    ...(reminder ? [{ type: "text" as const, text: reminder }] : []),
    ...(selection ? [{ type: "text" as const, text: selection }] : []),
    { type: "text" as const, text: input.message },
  ];
}

function shuttingDown(): LakehandError {
  return new LakehandError({
    code: "SHUTTING_DOWN",
    message: "The server is stopping.",
    next: "Send the message again in a moment.",
    status: 503,
    retryable: true,
  });
}
