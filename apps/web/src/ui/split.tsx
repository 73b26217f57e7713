import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";

export interface SplitProps {
  /** Names the remembered width. */
  id: string;
  main: ReactNode;
  side: ReactNode;
  /** Share of the side in percent, until it is changed by hand. */
  initial?: number;
}

const MIN = 22;
const MAX = 65;
const STEP = 3;
export const clampShare = (share: number) => Math.min(MAX, Math.max(MIN, share));

/**
 * Two parts side by side with a line that is dragged, or moved by the arrow keys (WAI-ARIA window splitter).
 * Small on purpose: the panel library costs 15 kB gzip of the page's budget for the same.
 */
export function Split({ id, main, side, initial = 42 }: SplitProps) {
  const [share, setShare] = useState(() => readShare(id) ?? initial);
  const box = useRef<HTMLDivElement>(null);
  const change = (next: number) => {
    const kept = clampShare(next);
    setShare(kept);
    try {
      localStorage.setItem(`lakehand.split.${id}`, String(kept));
    } catch {
      // Not remembered; nothing else depends on it.
    }
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const bounds = box.current?.getBoundingClientRect();
    if (bounds && bounds.width > 0) change(((bounds.right - event.clientX) / bounds.width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: share + STEP,
      ArrowRight: share - STEP,
      Home: MAX,
      End: MIN,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    change(next);
  };
  return (
    <div ref={box} className="flex min-h-0 min-w-0 flex-1">
      <div className="min-w-0 flex-1">{main}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged; this is the splitter of WAI-ARIA. */}
      <div
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label="Width of the panel"
        aria-valuenow={Math.round(share)}
        aria-valuemin={MIN}
        aria-valuemax={MAX}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDoubleClick={() => change(initial)}
        onKeyDown={onKeyDown}
        className="relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line before:absolute before:inset-y-0 before:-left-1 before:w-2.5 before:content-[''] hover:bg-accent active:bg-accent"
      />
      <div className="min-w-0" style={{ width: `${share}%` }}>
        {side}
      </div>
    </div>
  );
}

function readShare(id: string): number | undefined {
  try {
    const stored = localStorage.getItem(`lakehand.split.${id}`);
    const share = Number(stored);
    return stored && Number.isFinite(share) ? clampShare(share) : undefined;
  } catch {
    return undefined;
  }
}
