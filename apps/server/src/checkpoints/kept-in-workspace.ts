import type { AgentEvent, RewindResult } from "@lakehand/protocol";
import { statementEffects, type Verb } from "./statement-effects.ts";

export type KeptThing = RewindResult["kept_in_workspace"][number];

interface Kept extends KeptThing {
  verbs: Verb[];
}

/**
 * What runs made or changed in the workspace, by their logs: a rewind leaves it there. What they made and removed
 * again is not mentioned. Oldest first.
 */
export class KeptInWorkspace {
  readonly #things = new Map<string, Kept>();

  add(event: AgentEvent): void {
    if (event.type !== "tool_details") return;
    const { details } = event;
    if (details.kind === "resource") {
      this.#thing({
        type: details.resource_type,
        name: details.name,
        ...(details.url ? { url: details.url } : {}),
      });
    } else if (details.kind === "upload") {
      for (const file of details.files)
        if (!file.error) this.#thing({ type: "workspace file", name: file.remote_path }, "uploaded");
    } else if (details.kind === "sql_result" && details.status === "succeeded") {
      const place = { catalog: details.catalog, schema: details.schema };
      for (const { type, name, verb } of statementEffects(details.sql, place))
        this.#thing({ type, name }, verb);
    }
  }

  list(): KeptThing[] {
    const kept: KeptThing[] = [];
    for (const { verbs, name, ...thing } of this.#things.values()) {
      if (verbs[0] === "created" && verbs.at(-1) === "dropped") continue;
      // A thing that was made by these runs is new, whatever else was done to it.
      const said = verbs[0] === "created" ? ["created"] : [...new Set(verbs)];
      kept.push({ ...thing, name: said.length > 0 ? `${name} (${said.join(", ")})` : name });
    }
    return kept;
  }

  #thing(thing: KeptThing, verb?: Verb): void {
    const key = `${thing.type.toLowerCase()} ${thing.name.toLowerCase()}`;
    const kept = this.#things.get(key) ?? { ...thing, verbs: [] };
    if (thing.url) kept.url = thing.url;
    if (verb) kept.verbs.push(verb);
    this.#things.set(key, kept);
  }
}
