import { z } from "zod";
import { orThere } from "../../client/http/if-there.ts";
import type { SecurableKind } from "../../client/securables/api.ts";
import { defineTool } from "../../define-tool.ts";
import { showable } from "../../sql/judge/names.ts";
import type { Judgement, ToolContext, ToolDefinition } from "../../types.ts";
import { changes, readsOnly, takesNothing } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { badSqlInput } from "../sql/sql-input.ts";
import { listText, shownBriefly, shownFields } from "./shown-securable.ts";

/** Kinds of things that stand beside the catalogs, each with a name of one part. */
export interface Named {
  kind: SecurableKind;
  /** `storage credential`. */
  what: string;
  /** `storage_credential`. */
  type: string;
  /** Its page in the workspace, below the address; absent where none is known. */
  page?(name: string): string;
}

type Input = Readonly<Record<string, unknown>>;

const mostListed = 1000;
export const thingName = (what: string) => z.string().min(1).describe(`Name of the ${what}.`);
export const commentShape = z.string().optional().describe("A comment for people.");

/** For reasons: a name as a person can read it. */
export const saidName = (value: unknown): string =>
  typeof value === "string" && value !== "" ? showable(value) : "something that is not named";

/** A judge of a call whose consequence does not depend on where it is. */
export const judgeAlways =
  (consequence: Judgement["consequence"], reason: (input: Input) => string) =>
  (input: Input): Judgement => ({ consequence, reason: reason(input) });

function linkOf({ workspace }: ToolContext, { page }: Named, name: string): { url?: string } {
  return page ? { url: `${workspace.host.replace(/\/+$/, "")}${page(name)}` } : {};
}

function announce(context: ToolContext, named: Named, name: string) {
  const link = linkOf(context, named, name);
  context.emit({ kind: "resource", resource_type: named.type, name, id: name, ...link });
  return { link, said: link.url ? `: ${link.url}` : "." };
}

export function lookAt(named: Named): ToolDefinition {
  return defineTool({
    name: `get_${named.type}`,
    area: "unity_catalog",
    title: `Look at a ${named.what}`,
    description: `Gives what Unity Catalog knows of a ${named.what}, without its secrets.`,
    input: { name: thingName(named.what) },
    searchHint: `unity catalog ${named.what} get`,
    annotations: readsOnly,
    judge: judgeRead,
    async handler({ name }, context) {
      const query = named.kind === "shares" ? { include_shared_data: true } : {};
      const { workspace, signal } = context;
      const found = await workspace.securables.get(named.kind, name, { query, signal });
      const structured = { ...shownFields(found), ...linkOf(context, named, name) };
      return { text: bounded(JSON.stringify(structured)), structured };
    },
  });
}

export function listAll(named: Named): ToolDefinition {
  return defineTool({
    name: `list_${named.type}s`,
    area: "unity_catalog",
    title: `List ${named.what}s`,
    description: `Lists the ${named.what}s that you can see, to the end, ${mostListed} at most.`,
    input: {},
    searchHint: `unity catalog ${named.what} list`,
    annotations: readsOnly,
    judge: judgeRead,
    async handler(_input, { workspace, signal }) {
      const { items, truncated } = await workspace.securables.list(
        named.kind,
        {},
        { limit: mostListed, signal },
      );
      const shown = items.map(shownBriefly);
      return {
        text: listText(shown, truncated, `There are no ${named.what}s.`),
        structured: { items: shown, count: shown.length, truncated },
      };
    },
  });
}

export interface Making<Shape extends z.ZodRawShape> {
  input: Shape;
  body(input: z.infer<z.ZodObject<Shape>>): Record<string, unknown>;
  judge: ToolDefinition["judge"];
  /** What of the answer the call is for, beside what is always shown, such as a link for someone. */
  gives?(answer: Record<string, unknown>): Record<string, unknown>;
}

export function makeOne<Shape extends z.ZodRawShape>(named: Named, making: Making<Shape>): ToolDefinition {
  return defineTool({
    name: `create_${named.type}`,
    area: "unity_catalog",
    title: `Create a ${named.what}`,
    description: `Makes a ${named.what}. One of this name is left as it is and given back, so a repeated call does nothing.`,
    input: { name: thingName(named.what), comment: commentShape, ...making.input } as z.ZodRawShape,
    searchHint: `unity catalog ${named.what} create make`,
    annotations: takesNothing,
    judge: making.judge,
    async handler(raw, context) {
      const { name, comment, ...input } = raw as { name: string; comment?: string };
      const { workspace, signal } = context;
      const body = making.body(input as z.infer<z.ZodObject<Shape>>);
      const { thing: made, exists } = await orThere(
        workspace.securables.create(
          named.kind,
          { name, ...(comment ? { comment } : {}), ...body },
          { signal },
        ),
        () => workspace.securables.get(named.kind, name, { signal }),
      );
      const { link, said } = announce(context, named, name);
      const given = exists ? {} : (making.gives?.(made) ?? {});
      const extra = Object.keys(given).length > 0 ? `\n${JSON.stringify(given)}` : "";
      return {
        text: exists
          ? `There is a ${named.what} ${name} already; it was left as it is${said}`
          : `Made the ${named.what} ${name}${said}${extra}`,
        structured: { ...shownFields(made), ...given, already_exists: exists, ...link },
      };
    },
  });
}

export function changeOne<Shape extends z.ZodRawShape>(named: Named, making: Making<Shape>): ToolDefinition {
  return defineTool({
    name: `update_${named.type}`,
    area: "unity_catalog",
    title: `Change a ${named.what}`,
    description: `Changes a ${named.what} of Unity Catalog; what you do not name stays as it is.`,
    input: {
      name: thingName(named.what),
      new_name: z.string().optional().describe("Its new name."),
      comment: commentShape,
      owner: z.string().optional().describe("User or group that is to own it."),
      ...making.input,
    } as z.ZodRawShape,
    searchHint: `unity catalog ${named.what} update change`,
    annotations: { ...changes, idempotentHint: false },
    judge: making.judge,
    async handler(raw, context) {
      const { name, new_name, comment, owner, ...input } = raw as Record<string, string | undefined>;
      const value = {
        ...(new_name ? { new_name } : {}),
        ...(comment === undefined ? {} : { comment }),
        ...(owner ? { owner } : {}),
        ...making.body(input as z.infer<z.ZodObject<Shape>>),
      };
      if (Object.keys(value).length === 0)
        throw badSqlInput(
          `Nothing of the ${named.what} is named that should change.`,
          "Name what to change.",
        );
      const { workspace, signal } = context;
      const after = await workspace.securables.update(named.kind, String(name), value, { signal });
      const now = new_name || String(name);
      const { link, said } = announce(context, named, now);
      return {
        text: `Changed ${Object.keys(value).join(", ")} of the ${named.what} ${now}${said}`,
        structured: { ...shownFields(after), ...link },
      };
    },
  });
}

export function deleteOne(named: Named, forced: boolean): ToolDefinition {
  const force = z.boolean().default(false).describe("Delete it also when it is in use.");
  return defineTool({
    name: `delete_${named.type}`,
    area: "unity_catalog",
    title: `Delete a ${named.what}`,
    description: `Deletes a ${named.what} of Unity Catalog; what depends on it stops working.`,
    input: { name: thingName(named.what), ...(forced ? { force } : {}) } as z.ZodRawShape,
    searchHint: `unity catalog ${named.what} delete remove`,
    annotations: { ...changes, idempotentHint: false },
    judge: judgeAlways("destructive", ({ name }) => `removes the ${named.what} ${saidName(name)}`),
    async handler(input, { workspace, signal }) {
      const { name, force: forces } = input as { name: string; force?: boolean };
      await workspace.securables.delete(named.kind, name, { force: forces === true, signal });
      return { text: `Deleted the ${named.what} ${name}.`, structured: { status: "deleted", name } };
    },
  });
}
