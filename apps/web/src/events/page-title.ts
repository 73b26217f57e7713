import { useEffect } from "react";
import { useNeedsYouCount } from "./status-store.ts";

/** `(1) Orders · Lakehand`: the number of things that wait for this person, then what the page is about. */
export function pageTitle(about: string, needsYou: number): string {
  return `${needsYou > 0 ? `(${needsYou}) ` : ""}${about ? `${about} · ` : ""}Lakehand`;
}

/** Keeps the title of the document while the page is shown. `about` is empty for the start page. */
export function usePageTitle(about: string): void {
  const needsYou = useNeedsYouCount();
  useEffect(() => {
    document.title = pageTitle(about, needsYou);
  }, [about, needsYou]);
}
