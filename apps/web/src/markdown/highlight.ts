import type { HighlighterCore, ThemedToken } from "shiki/core";

/* One highlighter for the page, loaded on first use, a grammar at a time. */

const grammars = {
  sql: () => import("shiki/langs/sql.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  yaml: () => import("shiki/langs/yaml.mjs"),
  json: () => import("shiki/langs/json.mjs"),
  typescript: () => import("shiki/langs/typescript.mjs"),
  markdown: () => import("shiki/langs/markdown.mjs"),
  diff: () => import("shiki/langs/diff.mjs"),
  bash: () => import("shiki/langs/bash.mjs"),
} as const;
export type Language = keyof typeof grammars;

const aliases: Record<string, Language> = {
  py: "python",
  yml: "yaml",
  ts: "typescript",
  tsx: "typescript",
  js: "typescript",
  javascript: "typescript",
  md: "markdown",
  sh: "bash",
  shell: "bash",
  zsh: "bash",
  patch: "diff",
  jsonc: "json",
  ipynb: "json",
};

/** The grammar for a fence's info word or a file's extension. */
export function languageOf(name: string | undefined): Language | undefined {
  const word = name?.toLowerCase() ?? "";
  if (Object.hasOwn(grammars, word)) return word as Language;
  return Object.hasOwn(aliases, word) ? aliases[word] : undefined;
}

export function languageOfPath(path: string): Language | undefined {
  return languageOf(path.split(".").at(-1));
}

/** Longer text stays plain: colouring it would hold up the page. */
export const MAX_HIGHLIGHTED = 60_000;

let shared: Promise<HighlighterCore> | undefined;

async function createHighlighter(): Promise<HighlighterCore> {
  const [{ createHighlighterCore, createCssVariablesTheme }, { createJavaScriptRegexEngine }] =
    await Promise.all([import("shiki/core"), import("shiki/engine/javascript")]);
  return createHighlighterCore({
    themes: [createCssVariablesTheme({ name: "lakehand", variablePrefix: "--shiki-", fontStyle: true })],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}

/** Lines of coloured tokens; colours are CSS variables, so a theme change needs no new run. */
export async function highlight(code: string, language: Language): Promise<ThemedToken[][]> {
  shared ??= createHighlighter();
  const highlighter = await shared;
  if (!highlighter.getLoadedLanguages().includes(language))
    await highlighter.loadLanguage(grammars[language]());
  // The usual limit of half a second a line leaves the rest of a line in one colour on a busy machine.
  return highlighter.codeToTokens(code, { lang: language, theme: "lakehand", tokenizeTimeLimit: 5_000 })
    .tokens;
}
