import { type RefObject, useEffect, useRef } from "react";
import { create } from "zustand";

/** Ids of the cards that wait and are in view now. */
export const useInView = create<{ ids: ReadonlySet<string> }>()(() => ({ ids: new Set() }));

function mark(id: string, seen: boolean): void {
  useInView.setState(({ ids }) => {
    if (ids.has(id) === seen) return { ids };
    const next = new Set(ids);
    if (seen) next.add(id);
    else next.delete(id);
    return { ids: next };
  });
}

/** Keeps account of whether the element is in view, for as long as it is on the page. */
export function useMarkInView<T extends HTMLElement>(id: string): RefObject<T | null> {
  const element = useRef<T>(null);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    if (typeof IntersectionObserver === "undefined") {
      mark(id, true);
      return () => mark(id, false);
    }
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        // A sliver of it is not to be seen; of a long one a part is enough.
        const enough = (entry?.intersectionRatio ?? 0) >= 0.3 || (entry?.intersectionRect.height ?? 0) >= 140;
        mark(id, enough);
      },
      { threshold: [0, 0.1, 0.2, 0.3, 0.5] },
    );
    observer.observe(target);
    return () => {
      observer.disconnect();
      mark(id, false);
    };
  }, [id]);
  return element;
}
