import { memo, useEffect, useState } from "react";
import type { ThemedToken } from "shiki/core";
import { cx } from "../ui/cx.ts";
import { highlight, languageOf, MAX_HIGHLIGHTED } from "./highlight.ts";

export interface CodeProps {
  code: string;
  /** Info word of the fence, or a file extension. */
  language?: string | undefined;
  /** Text still growing is left plain, so that colouring does not start again with each piece. */
  growing?: boolean;
  className?: string;
}

/** Code in a monospace block, coloured once its grammar is here. Readable from the first moment. */
export const Code = memo(function Code({ code, language, growing, className }: CodeProps) {
  const tokens = useTokens(growing ? "" : code, language);
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the arrow keys cannot scroll the code.
      tabIndex={0}
      className={cx("overflow-auto font-mono text-[12.5px] leading-[1.6] [tab-size:4]", className)}
    >
      <code>{tokens && !growing ? tokens.map(renderLine) : code}</code>
    </pre>
  );
});

function renderLine(line: ThemedToken[], number: number, lines: ThemedToken[][]) {
  return (
    <span key={number}>
      {line.map((token) => (
        <span key={token.offset} style={{ color: token.color }}>
          {token.content}
        </span>
      ))}
      {number < lines.length - 1 && "\n"}
    </span>
  );
}

export function useTokens(code: string, language: string | undefined): ThemedToken[][] | undefined {
  const [found, setFound] = useState<{ code: string; tokens: ThemedToken[][] }>();
  const known = languageOf(language);
  useEffect(() => {
    if (!known || code === "" || code.length > MAX_HIGHLIGHTED) return;
    let current = true;
    highlight(code, known).then(
      (tokens) => current && setFound({ code, tokens }),
      // Colour is an extra: without it the text is still there.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [code, known]);
  return found?.code === code ? found.tokens : undefined;
}
