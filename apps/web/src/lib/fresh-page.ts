const KEY = "lakehand.reloaded-at";
const AGAIN_MS = 30_000;

/** Whether the server answers now; one that is away or starting has not replaced anything. */
const serverAnswers = (): Promise<boolean> =>
  fetch("/", { method: "HEAD", cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );

/**
 * A part of the page that is loaded on first use is gone when a new version has been installed meanwhile: the page
 * is then loaded anew. What was typed and chosen is kept by its parts. Not twice in a row: then it is an error. While
 * the server is away the page stays as it is, for a page loaded now would be none.
 */
export function reloadWhenReplaced(
  reload: () => void = () => window.location.reload(),
  answers: () => Promise<boolean> = serverAnswers,
): () => void {
  const onError = async () => {
    if (!(await answers())) return;
    try {
      const last = Number(sessionStorage.getItem(KEY) ?? 0);
      if (Date.now() - last < AGAIN_MS) return;
      sessionStorage.setItem(KEY, String(Date.now()));
    } catch {
      // Without storage a second time could not be told from the first.
      return;
    }
    reload();
  };
  window.addEventListener("vite:preloadError", onError);
  return () => window.removeEventListener("vite:preloadError", onError);
}
