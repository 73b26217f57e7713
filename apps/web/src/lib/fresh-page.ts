const KEY = "lakehand.reloaded-at";
const AGAIN_MS = 30_000;

/**
 * A part of the page that is loaded on first use is gone when a new version has been installed meanwhile: the page
 * is then loaded anew. What was typed and chosen is kept by its parts. Not twice in a row: then it is an error.
 */
export function reloadWhenReplaced(reload: () => void = () => window.location.reload()): () => void {
  const onError = (event: Event) => {
    try {
      const last = Number(sessionStorage.getItem(KEY) ?? 0);
      if (Date.now() - last < AGAIN_MS) return;
      sessionStorage.setItem(KEY, String(Date.now()));
    } catch {
      // Without storage a second time could not be told from the first.
      return;
    }
    event.preventDefault();
    reload();
  };
  window.addEventListener("vite:preloadError", onError);
  return () => window.removeEventListener("vite:preloadError", onError);
}
