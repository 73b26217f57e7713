import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname } from "node:path";
import { LakehandError } from "@lakehand/protocol";
import { listSkills, skillPluginDir } from "@lakehand/skills";
import { modelTools, type ToolDefinition } from "@lakehand/tools";
import { startModelGateway } from "./gateway/gateway.ts";
import type { AgentRuntimeOptions } from "./options.ts";
import { runtimeMode } from "./policy/permissions.ts";
import { selectionBlock } from "./prompt/selection.ts";
import { buildSystemPrompt } from "./prompt/system-prompt.ts";
import { AgentRecords } from "./sandbox/left-agents.ts";
import { openSandbox } from "./sandbox/sandbox.ts";
import { SessionKeeper } from "./session/keeper.ts";
import type { LiveSession } from "./session/live-session.ts";
import { type Said, seedReminder, unheardReminder } from "./session/reminders.ts";
import { skillsVersion } from "./session/skills-version.ts";
import { configDirOf, startSession } from "./session/start-session.ts";
import { Transcripts } from "./session/transcripts.ts";
import { Turn } from "./session/turn.ts";
import type { AgentRuntime, RunInput, RunOutcome } from "./types.ts";

const TEN_MINUTES = 600_000;

interface Running {
  turn: Turn;
  session: LiveSession | undefined;
}

/** Starts the model gateway and probes the sandbox; agents start with the first message, `warm` or `prepare`. */
export async function createAgentRuntime(options: AgentRuntimeOptions): Promise<AgentRuntime> {
  const log = options.log ?? (() => {});
  const records = new AgentRecords(options.stateDir);
  const [gateway, sandbox, { errors }] = await Promise.all([
    startModelGateway({ target: options.target }),
    openSandbox(options.sandbox ?? "auto", records),
    listSkills(),
    records.reap(),
  ]);
  for (const error of errors) log(error.message);
  const definitions: readonly ToolDefinition[] = options.toolDefinitions ?? modelTools;
  const transcripts = new Transcripts(options.transcripts, log);
  const turns = new Map<string, Running>();
  /** By conversation: what its agent did not get to hear, or may have forgotten. */
  const unheard = new Map<string, Said[]>();
  let closed = false;

  const profile = () => {
    const { kind, id } = options.target();
    return `${kind} ${id} ${skillsVersion(skillPluginDir())}`;
  };
  const keeper = new SessionKeeper({
    idleMs: options.idleMs ?? TEN_MINUTES,
    max: options.maxSessions ?? 6,
    memoryBytes: options.memoryBytes ?? totalmem() / 4,
    spares: options.spares ?? 1,
    profile,
    log,
    start: async (who) => {
      const { skills } = await listSkills();
      return startSession(who, {
        stateDir: options.stateDir,
        transcripts,
        target: options.target(),
        profile: profile(),
        gateway,
        sandbox,
        systemPrompt: buildSystemPrompt({ bash: sandbox.bash }),
        definitions,
        skills: { pluginDir: skillPluginDir(), names: skills.map((skill) => skill.name) },
        loadAllTools: options.loadAllTools ?? false,
        log,
        onEnd: (session) => void keeper.pool.remove(session),
      });
    },
  });
  const placeOf = (projectId: string) => ({ projectId, configDir: configDirOf(options.stateDir, projectId) });

  const run = async (input: RunInput): Promise<RunOutcome> => {
    if (closed) throw shuttingDown();
    if ([...turns.values()].some(({ turn }) => turn.input.conversationId === input.conversationId))
      throw new LakehandError({
        code: "CONVERSATION_BUSY",
        message: "The agent is still working on the last message of this conversation.",
        next: "Wait until it is done, or stop it.",
        status: 409,
      });
    const running: Running = { turn: new Turn(input, options.target()), session: undefined };
    turns.set(input.executionId, running);
    try {
      const outcome = await drive(running, input);
      if (outcome.status === "completed") return outcome;
      const items = await running.turn.calls.left();
      if (items.length > 0) input.emit({ type: "left_running", items });
      return outcome;
    } finally {
      running.turn.close();
      turns.delete(input.executionId);
    }
  };

  const drive = async (running: Running, input: RunInput): Promise<RunOutcome> => {
    const { turn } = running;
    let plan = input.session;
    // Another server may have been at work on it before it was cut off.
    let fresh = input.kind === "continue";
    for (let attempt = 1; ; attempt++) {
      const session = await keeper.acquire({ ...input, session: plan }, fresh);
      running.session = session;
      try {
        const end = await once(running, session, input);
        if ("outcome" in end) return end.outcome;
        await keeper.pool.remove(session);
        if (end.started || turn.stopping || attempt > 1 || closed) {
          // What it had been told may not be in its transcript.
          if (input.kind !== "compact") unheard.set(input.conversationId, turn.said);
          return turn.lose(end.lost, session.sessionId);
        }
        // It could not even begin: most likely the transcript cannot be read. Go on with a fresh session.
        log(`An agent session could not be resumed: ${end.lost.message}`);
        plan = { id: session.resumed ? randomUUID() : plan.id, resume: session.resumed };
        fresh = true;
      } finally {
        session.held--;
      }
    }
  };

  const once = async (running: Running, session: LiveSession, input: RunInput) => {
    const { turn } = running;
    session.listen(turn);
    session.mode = input.mode;
    await session.agent.setMode(runtimeMode(input.mode));
    const content = await contentOf(input, session);
    // Stopped before the message was sent: then it never is.
    if (turn.stopping) return { outcome: turn.fail({ code: "STOPPED", message: "Stopped." }) };
    const end = await session.agent.run(turn, content);
    if (!("outcome" in end)) return end;
    session.used = true;
    if (turn.leafUuid) session.known.add(turn.leafUuid);
    unheard.delete(input.conversationId);
    if (turn.unheard.length > 0) unheard.set(input.conversationId, turn.unheard);
    if (turn.unsaved)
      transcripts
        .save(placeOf(input.projectId), session.sessionId)
        .catch(() => log("A session's transcript could not be saved yet."));
    return end;
  };

  /** The message, with what the agent has to know besides. */
  const contentOf = async (input: RunInput, session: LiveSession) => {
    const texts: (string | undefined)[] = [];
    if (session.lost) {
      const why = session.lost === "absent" ? "is gone" : "could not be read";
      const seed = seedReminder(await input.seed().catch(() => ""));
      input.emit({
        type: "notice",
        level: "warning",
        message: `The agent's memory of this conversation ${why}, so it starts anew${
          seed ? ", with what is in the transcript here" : ""
        }.`,
      });
      texts.push(seed);
      session.lost = undefined;
    } else {
      const said = [...(input.recall ?? []), ...(unheard.get(input.conversationId) ?? [])];
      const place = placeOf(input.projectId);
      texts.push(unheardReminder(await transcripts.missing(place, session.sessionId, said)));
    }
    texts.push(selectionBlock(input.selection), input.message);
    return texts.filter((text) => text).map((text) => ({ type: "text" as const, text: text as string }));
  };

  const stop = async ({ turn, session }: Running): Promise<void> => {
    turn.beginStop();
    await session?.agent.stop();
  };

  return {
    run,
    async stop(executionId) {
      const running = turns.get(executionId);
      if (running) await stop(running);
    },
    async steer(executionId, message) {
      return turns.get(executionId)?.session?.agent.steer(message) ?? false;
    },
    setMode(conversationId, mode) {
      const session = keeper.pool.get(conversationId);
      if (!session) return;
      session.mode = mode;
      session.agent
        .setMode(runtimeMode(mode))
        .catch(() => log("The agent's runtime did not take the conversation's new mode."));
    },
    async context(conversationId) {
      return keeper.pool.get(conversationId)?.agent.context();
    },
    warm(who) {
      if (!closed) keeper.warm(who);
    },
    prepare(project) {
      if (!closed) keeper.prepare(project);
    },
    async forget({ projectId, conversationId, sessionIds }) {
      const place = placeOf(projectId);
      if (conversationId === undefined) {
        await keeper.endProject(projectId);
        await transcripts.removeProject(projectId);
        return rm(dirname(place.configDir), { recursive: true, force: true });
      }
      await keeper.end(conversationId);
      unheard.delete(conversationId);
      for (const id of sessionIds ?? []) await transcripts.remove(place, id);
    },
    systemPrompt(selection) {
      const block = selectionBlock(selection);
      return buildSystemPrompt({ bash: sandbox.bash }) + (block ? `\n\n${block}` : "");
    },
    sandbox: { bash: sandbox.bash, label: sandbox.label, ...(sandbox.next ? { next: sandbox.next } : {}) },
    pool: () => ({ ...keeper.pool.counts(), memoryBytes: keeper.pool.measure() }),
    async close() {
      closed = true;
      await Promise.all([...turns.values()].map(stop));
      await keeper.close();
      await gateway.close();
    },
  };
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
