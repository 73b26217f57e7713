const LOCK = "lakehand.visible";

/**
 * Tells the other tabs, for as long as it lasts, that this one is in view: a visible tab shares a lock, which the
 * browser takes back by itself when the tab is closed or crashes. Gives the function that ends it.
 */
export function announceVisibility(): () => void {
  if (!navigator.locks) return () => undefined;
  let release: (() => void) | undefined;
  const update = () => {
    if (document.visibilityState === "visible") {
      if (release) return;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      void navigator.locks.request(LOCK, { mode: "shared" }, () => held).catch(() => undefined);
    } else {
      release?.();
      release = undefined;
    }
  };
  update();
  document.addEventListener("visibilitychange", update);
  return () => {
    document.removeEventListener("visibilitychange", update);
    release?.();
  };
}

export async function isSomeTabVisible(): Promise<boolean> {
  if (document.visibilityState === "visible") return true;
  const locks = await navigator.locks?.query().catch(() => undefined);
  return locks?.held?.some((lock) => lock.name === LOCK) ?? false;
}
