import type { WriteScope } from "../../types.ts";
import { chainAt, type NameChain } from "../name-chains.ts";
import type { PathLevel, Place } from "../object-path.ts";
import { keyword, type Token } from "../tokenize.ts";
import type { Verdict } from "./verdict.ts";

export interface Surroundings {
  /** Where writes are at home. */
  scope: WriteScope;
  /** What completes short names. */
  place: Place;
}

export type Level = PathLevel;

/** What a statement names as its target. */
export interface Target {
  /** Complete, or undefined when it cannot be known before it runs. */
  full: string[] | undefined;
  /** Files in a place instead of a name. */
  path?: string;
  /** For people: bounded, without anything that a page would not show as it is. */
  shown: string;
  level: Level;
  /** Token index behind it. */
  next: number;
}

// Only letters of ASCII have a case here: others, folded, could make two different names look alike.
const fold = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
/** Whether two names, each as a person wrote it, are the same. */
export const sameName = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && fold(a) === fold(b);

/** A text as a person can safely read it in one line. */
export function showable(text: string): string {
  const plain = text.replace(/\p{C}|\p{Zl}|\p{Zp}/gu, "\uFFFD");
  return plain.length > 150 ? `${plain.slice(0, 150)}…` : plain;
}

/** The text of a string literal; undefined when it has escapes whose meaning is not worked out here. */
export function literal(token: Token | undefined): string | undefined {
  if (token?.kind !== "string") return undefined;
  if (token.text.startsWith("$")) return token.text.replace(/^\$[A-Za-z]*\$|\$[A-Za-z]*\$$/g, "");
  const raw = /^[rR]/.test(token.text);
  const text = token.text.replace(/^[rR]?['"]|['"]$/g, "");
  return !raw && text.includes("\\") ? undefined : text;
}

function complete(parts: readonly string[], level: Level, place: Place): string[] | undefined {
  const missing = (level === "catalog" ? 1 : level === "schema" ? 2 : 3) - parts.length;
  if (missing < 0) return undefined;
  const before =
    level === "schema" ? [place.catalog] : level === "catalog" ? [] : [place.catalog, place.schema];
  const filled = [...before.slice(0, missing), ...parts];
  return filled.every((part): part is string => part !== undefined && part !== "") ? filled : undefined;
}

/** The target that begins at token `at`; a target that is not a plain name is one that cannot be known. */
export function targetAt(
  tokens: readonly Token[],
  at: number,
  level: Level,
  { place }: Surroundings,
): Target {
  const chain: NameChain | undefined = chainAt(tokens, at);
  const dynamic = keyword(tokens[at]) === "IDENTIFIER" && tokens[at + 1]?.text === "(";
  if (!chain || dynamic) {
    const path = literal(tokens[at]);
    if (path !== undefined && !dynamic)
      return { full: undefined, path, shown: showable(path), level, next: at + 1 };
    return { full: undefined, shown: "a name that is known only when it runs", level, next: at + 1 };
  }
  const path = chain.parts.find((part) => /[/:]/.test(part));
  const full = path === undefined ? complete(chain.parts, level, place) : undefined;
  return {
    full,
    ...(path === undefined ? {} : { path }),
    shown: showable((full ?? chain.parts).join(".")),
    level,
    next: chain.next,
  };
}

export type PathPlace = "scope" | "workspace" | "outside";

/** Where files at a path are: in a volume of the scope, elsewhere in the workspace, or in storage outside. */
export function placeOfPath(path: string, scope: WriteScope): PathPlace {
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) && !/^dbfs:/i.test(path)) return "outside";
  const plain = path.replace(/^dbfs:/i, "");
  const parts = plain.split("/").filter((part) => part !== "");
  if (!plain.startsWith("/") || parts.includes("..") || !sameName(parts[0], "Volumes")) return "workspace";
  return sameName(parts[1], scope.catalog) && sameName(parts[2], scope.schema) && parts.length > 3
    ? "scope"
    : "workspace";
}

export function scopeName({ catalog, schema }: WriteScope): string | undefined {
  return catalog && schema ? showable(`${catalog}.${schema}`) : undefined;
}

/** Whether the target is the scope's schema or lies in it. */
export function isInScope(target: Target, scope: WriteScope): boolean {
  if (target.path !== undefined) return placeOfPath(target.path, scope) === "scope";
  const [catalog, schema] = target.full ?? [];
  return sameName(catalog, scope.catalog) && sameName(schema, scope.schema);
}

/** Whether it is a schema, there or not, of the scope's catalog. */
export function isInCatalog(target: Target, scope: WriteScope): boolean {
  return target.level === "schema" && sameName(target.full?.[0], scope.catalog);
}

/** A write to the target: at home in the scope, outside of it, or out of the workspace. `does`: `writes`, `makes`. */
export function writesTo(target: Target, does: string, { scope }: Surroundings): Verdict {
  if (target.path !== undefined && placeOfPath(target.path, scope) === "outside")
    return {
      consequence: "leaves_workspace",
      reason: `${does} files at ${target.shown}, outside the workspace`,
    };
  if (isInScope(target, scope)) return { consequence: "write", reason: `${does} ${target.shown}` };
  const home = scopeName(scope);
  return {
    consequence: "write_out_of_scope",
    reason: `${does} ${target.shown}, ${home ? `outside ${home}` : "with no schema chosen"}`,
  };
}
