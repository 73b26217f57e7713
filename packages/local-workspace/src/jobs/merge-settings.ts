import type { JobSettings } from "./job-settings.ts";

const KEYS: Record<string, string> = {
  tasks: "task_key",
  job_clusters: "job_cluster_key",
  environments: "environment_key",
  parameters: "name",
};

/**
 * The settings after an update: fields that are given replace those that are there, entries of lists with a key replace
 * those with the same key. `remove` names fields, or entries as `tasks/<key>`.
 */
export function mergeSettings(
  old: JobSettings,
  given: JobSettings | undefined,
  remove: readonly string[],
): JobSettings {
  const merged: Record<string, unknown> = { ...old };
  for (const path of remove) {
    const [field, key] = splitOnce(path);
    if (key === undefined) delete merged[field];
    else if (KEYS[field] && Array.isArray(merged[field]))
      merged[field] = (merged[field] as Entry[]).filter((entry) => entry[KEYS[field]!] !== key);
  }
  for (const [field, value] of Object.entries(given ?? {})) {
    const key = KEYS[field];
    merged[field] =
      key && Array.isArray(value) && Array.isArray(merged[field])
        ? mergeLists(merged[field] as Entry[], value as Entry[], key)
        : value;
  }
  return merged as JobSettings;
}

type Entry = Record<string, unknown>;

function mergeLists(old: Entry[], given: Entry[], key: string): Entry[] {
  const byKey = new Map(old.map((entry) => [entry[key], entry]));
  for (const entry of given) byKey.set(entry[key], entry);
  return [...byKey.values()];
}

function splitOnce(path: string): [string, string | undefined] {
  const at = path.indexOf("/");
  return at < 0 ? [path, undefined] : [path.slice(0, at), path.slice(at + 1)];
}
