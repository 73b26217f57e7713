import { lazy, Suspense } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import { Code } from "./code.tsx";

const VegaChart = lazy(() => import("./vega-chart.tsx").then((m) => ({ default: m.VegaChart })));

export interface CodeBlockProps {
  code: string;
  language?: string | undefined;
  growing?: boolean;
}

/** A fenced block of a message: code with its language and a copy button, or a chart. */
export function CodeBlock({ code, language, growing }: CodeBlockProps) {
  if (language === "vega-lite" || language === "vegalite") {
    if (growing)
      return (
        <p className="my-3 flex h-24 animate-pulse items-center justify-center rounded-lg border border-line bg-sunken text-xs text-faint">
          A chart is being written…
        </p>
      );
    return (
      <Suspense
        fallback={<div className="my-3 h-72 animate-pulse rounded-lg border border-line bg-sunken" />}
      >
        <VegaChart source={code} />
      </Suspense>
    );
  }
  return (
    <div className="group/code relative my-3 overflow-hidden rounded-lg border border-line bg-sunken">
      <div className="flex h-8 items-center justify-between border-b border-line pr-1 pl-3 text-2xs font-medium text-faint">
        <span>{language ?? "text"}</span>
        <CopyButton text={code} label="Copy code" className="size-6" />
      </div>
      <Code code={code} language={language} growing={growing ?? false} className="max-h-120 p-3" />
    </div>
  );
}
