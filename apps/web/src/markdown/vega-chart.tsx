import { useEffect, useRef, useState } from "react";
import type { VisualizationSpec } from "vega-embed";
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { useTheme } from "../lib/theme.ts";
import { useMedia } from "../lib/use-media.ts";
import { readChartSpec } from "./chart-spec.ts";
import { Code } from "./code.tsx";

const refuse = () => Promise.reject(new Error("Charts load nothing."));
const closedLoader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

/** A Vega-Lite block of a message, drawn without `eval` and without the network. */
export function VegaChart({ source }: { source: string }) {
  const host = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string>();
  const parsed = readChartSpec(source);
  const choice = useTheme((s) => s.choice);
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const theme = choice === "system" ? (systemDark ? "dark" : "light") : choice;

  useEffect(() => {
    const element = host.current;
    const chart = readChartSpec(source);
    if (!element || !chart.ok) return;
    let gone = false;
    let release: (() => void) | undefined;
    setProblem(undefined);
    const { spec } = chart;
    const sized: Record<string, unknown> = {
      ...("width" in spec || "hconcat" in spec || "concat" in spec ? {} : { width: "container" }),
      ...spec,
    };
    embed(element, { ...sized, background: "transparent" } as VisualizationSpec, {
      mode: "vega-lite",
      ast: true,
      expr: expressionInterpreter,
      actions: false,
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
      renderer: "canvas",
      loader: closedLoader,
      config: themeConfig(element, theme),
    }).then(
      (result) => {
        // Vega follows the window only; the panel beside the chart can be dragged or hidden, too.
        const fit = () => {
          const { view } = result;
          const width = view.container()?.clientWidth;
          if (width && width !== view.width()) void view.width(width).runAsync();
        };
        const observer = sized.width === "container" ? new ResizeObserver(fit) : undefined;
        observer?.observe(element);
        release = () => {
          observer?.disconnect();
          result.finalize();
        };
        if (gone) release();
      },
      (error: unknown) =>
        !gone && setProblem(error instanceof Error ? error.message : "The chart could not be drawn."),
    );
    return () => {
      gone = true;
      release?.();
    };
  }, [source, theme]);

  const reason = parsed.ok ? problem : parsed.reason;
  if (reason) {
    return (
      <div className="my-3 rounded-lg border border-line">
        <p className="px-3 py-2 text-sm text-muted">This chart is not drawn: {reason}</p>
        <Code code={source} language="json" className="max-h-60 border-t border-line bg-sunken p-3" />
      </div>
    );
  }
  return (
    <figure className="my-3 rounded-lg border border-line bg-surface p-3">
      <div
        ref={host}
        role="img"
        aria-label={parsed.ok ? parsed.title : "Chart"}
        className="min-h-60 w-full overflow-x-auto"
      />
    </figure>
  );
}

/** Vega's colours from the page's tokens. */
function themeConfig(element: HTMLElement, theme: string) {
  const probe = document.createElement("span");
  element.append(probe);
  const colour = (token: string) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const [ink, muted, line, accent] = [colour("ink"), colour("muted"), colour("line"), colour("accent")];
  probe.remove();
  const font = "Inter Variable, system-ui, sans-serif";
  const category =
    theme === "dark"
      ? ["#4fc3c0", "#e0b25a", "#8fb4f5", "#f19ac4", "#8fd6a6", "#c6a8f7", "#f0857d", "#aab3ba"]
      : ["#0f6e73", "#c58417", "#3b6fc4", "#b0417f", "#3b8a58", "#7a55c7", "#c2483d", "#646b72"];
  return {
    font,
    title: { color: ink, fontSize: 13, fontWeight: 600 as const, anchor: "start" as const },
    axis: {
      labelColor: muted,
      titleColor: muted,
      gridColor: line,
      domainColor: line,
      tickColor: line,
      titleFontWeight: 500 as const,
    },
    axisXDiscrete: { labelAngle: -30, labelLimit: 120 },
    legend: { labelColor: muted, titleColor: muted },
    header: { labelColor: muted, titleColor: muted },
    text: { color: ink },
    view: { stroke: "transparent" },
    mark: { color: accent },
    range: { category },
  };
}
