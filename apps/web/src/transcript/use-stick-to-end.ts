import { useCallback, useEffect, useRef, useState } from "react";

const AT_END = 40;
const FAR = 160;
/** How long after a wheel turn or key press a scroll still counts as the reader's. */
const INTENT_MS = 400;
const keys = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "Tab", " "]);

/**
 * Keeps a growing scroller at its end for as long as the reader is there. Only what the reader does (wheel,
 * touch, keys, dragging the bar) lets go of the end: the list itself also moves while it measures its rows.
 */
export function useStickToEnd() {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [away, setAway] = useState(false);
  const sticks = useRef(true);

  /** To be called when the content may have grown. */
  const grown = useCallback(() => {
    if (!sticks.current || !scroller) return;
    scroller.scrollTop = scroller.scrollHeight;
    // Rows are measured after they are placed; the true height is known a frame later.
    requestAnimationFrame(() => {
      if (sticks.current) scroller.scrollTop = scroller.scrollHeight;
    });
  }, [scroller]);

  const toEnd = useCallback(() => {
    sticks.current = true;
    setAway(false);
    grown();
  }, [grown]);

  useEffect(() => {
    if (!scroller) return;
    let intent = 0;
    let held = false;
    let top = scroller.scrollTop;
    let height = scroller.scrollHeight;
    const gap = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    const meant = () => {
      intent = Date.now();
    };
    const onKey = (event: KeyboardEvent) => keys.has(event.key) && meant();
    const onDown = () => {
      held = true;
    };
    const onUp = () => {
      if (held) meant();
      held = false;
    };
    const onScroll = () => {
      const distance = gap();
      if (held || Date.now() - intent < INTENT_MS) sticks.current = distance < AT_END;
      else if (distance < 4) sticks.current = true;
      // Up, with nothing measured anew: a search in the page, or a screen reader's cursor.
      else if (scroller.scrollHeight === height && scroller.scrollTop < top - 8) sticks.current = false;
      top = scroller.scrollTop;
      height = scroller.scrollHeight;
      setAway(!sticks.current && distance > FAR);
    };
    const observer = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(grown);
    observer?.observe(scroller);
    scroller.addEventListener("wheel", meant, { passive: true });
    scroller.addEventListener("touchmove", meant, { passive: true });
    scroller.addEventListener("keydown", onKey);
    scroller.addEventListener("pointerdown", onDown);
    window.addEventListener("pointerup", onUp);
    scroller.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer?.disconnect();
      scroller.removeEventListener("wheel", meant);
      scroller.removeEventListener("touchmove", meant);
      scroller.removeEventListener("keydown", onKey);
      scroller.removeEventListener("pointerdown", onDown);
      window.removeEventListener("pointerup", onUp);
      scroller.removeEventListener("scroll", onScroll);
    };
  }, [scroller, grown]);

  return { setScroller, toEnd, grown, away, sticks };
}
