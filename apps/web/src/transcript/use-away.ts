import type { ExecutionView } from "@lakehand/protocol";
import { useEffect, useMemo, useRef, useState } from "react";
import { AWAY_MS, awayLine, markOf, type SeenMark } from "./away.ts";
import { readSeen, writeSeen } from "./seen-store.ts";

export interface Away {
  mark: SeenMark;
  text: string;
}

/** The line for what happened while the person looked elsewhere; it stays until they leave again. */
export function useAway(executions: readonly ExecutionView[]): Away | undefined {
  const [returned, setReturned] = useState<{ mark: SeenMark; at: number }>();
  const latest = useRef(executions);
  const conversation = executions[0]?.executionId;

  useEffect(() => {
    latest.current = executions;
  }, [executions]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is another visit.
  useEffect(() => {
    const visible = () => document.visibilityState === "visible";
    const arrive = () => {
      const mark = readSeen(latest.current);
      const at = Date.now();
      setReturned(mark && at - mark.at >= AWAY_MS ? { mark, at } : undefined);
    };
    const leave = () => {
      const mark = markOf(latest.current, Date.now());
      if (mark) writeSeen(mark);
    };
    const changed = () => (visible() ? arrive() : leave());
    const gone = () => visible() && leave();
    if (visible()) arrive();
    document.addEventListener("visibilitychange", changed);
    window.addEventListener("pagehide", gone);
    return () => {
      document.removeEventListener("visibilitychange", changed);
      window.removeEventListener("pagehide", gone);
      gone();
    };
  }, [conversation]);

  return useMemo(() => {
    const text = returned && awayLine(executions, returned.mark, returned.at);
    return text ? { mark: returned.mark, text } : undefined;
  }, [executions, returned]);
}
