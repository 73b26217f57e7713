import { useCallback, useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = window.matchMedia?.(query);
      list?.addEventListener("change", changed);
      return () => list?.removeEventListener("change", changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia?.(query).matches ?? false);
}

/** Room for chat and a panel side by side. */
export const useIsWide = () => useMedia("(min-width: 900px)");
/** Room for the conversation list as well. */
export const useIsVeryWide = () => useMedia("(min-width: 1180px)");
