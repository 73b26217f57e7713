import type { UserEvent } from "@lakehand/protocol";
import { useEffect, useRef } from "react";

type Listener = (event: UserEvent) => void;
const listeners = new Set<Listener>();

/** Tells every listener of the page about a frame of the user-level stream. */
export function tellUserEvent(event: UserEvent): void {
  for (const listener of listeners) listener(event);
}

/** Calls `listener` with every frame of the user-level stream while the component is shown. */
export function useUserEvent(listener: Listener): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const call: Listener = (event) => latest.current(event);
    listeners.add(call);
    return () => {
      listeners.delete(call);
    };
  }, []);
}
