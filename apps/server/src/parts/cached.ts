/** The last value for `ms`; callers at the same time share one request. A failure is not kept. */
export function cached<T>(ms: number, load: () => Promise<T>): () => Promise<T> {
  let value: { at: number; promise: Promise<T> } | undefined;
  return () => {
    if (value && Date.now() - value.at < ms) return value.promise;
    const entry = { at: Date.now(), promise: load() };
    value = entry;
    entry.promise.catch(() => {
      if (value === entry) value = undefined;
    });
    return entry.promise;
  };
}
