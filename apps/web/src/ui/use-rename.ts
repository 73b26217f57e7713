import { useState } from "react";

/** A name that is edited in place: whether it is being edited, and what went wrong with the last save. */
export function useRename(save: (name: string) => Promise<unknown>) {
  const [renaming, setRenaming] = useState(false);
  const [error, setError] = useState<unknown>();
  const rename = async (name: string) => {
    setRenaming(false);
    setError(undefined);
    try {
      await save(name);
    } catch (cause) {
      setError(cause);
    }
  };
  return { renaming, setRenaming, rename, error };
}
