import { lazy, Suspense } from "react";

const load = () => import("./markdown.tsx").then((m) => ({ default: m.Markdown }));
const Markdown = lazy(load);

/** Starts the download before the first text is there to show. */
export function preloadMarkdown(): void {
  // A failed download is met again, and shown, where the text is.
  load().catch(() => undefined);
}

/** Markdown whose parser is not part of the page's first download; until it is here the text stands as it is. */
export function LazyMarkdown({ text, streaming }: { text: string; streaming: boolean }) {
  return (
    <Suspense fallback={<p className="whitespace-pre-wrap wrap-anywhere">{text}</p>}>
      <Markdown text={text} streaming={streaming} />
    </Suspense>
  );
}
