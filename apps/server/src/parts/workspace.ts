import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Cluster, LakehandError, type Named, type PartHealth, type Warehouse } from "@lakehand/protocol";
import type { WorkspaceClient } from "@lakehand/tools";
import type { WorkspacePart } from "../deps.ts";
import { cached } from "./cached.ts";

export interface WorkspacePartOptions {
  client: WorkspaceClient;
  kind: WorkspacePart["kind"];
  label: string;
  defaults: WorkspacePart["defaults"];
  /** Where the user's name is remembered per workspace, so that a workspace that is away changes no owner. */
  identityFile: string;
}

const LIST_LIMIT = 50;
const LIST_MS = 30_000;

/** The workspace as the page sees it. */
export function workspacePart({
  client,
  kind,
  label,
  defaults,
  identityFile,
}: WorkspacePartOptions): WorkspacePart {
  let name: string | undefined;
  const userName = async () => {
    name ??= (await client.scim.me({ signal: AbortSignal.timeout(10_000) })).userName;
    await rememberName(identityFile, client.host, name);
    return name;
  };
  return {
    kind,
    url: client.host,
    label,
    defaults,
    userName,
    warehouses: cached(LIST_MS / 10, async (): Promise<Warehouse[]> => {
      const { items } = await client.warehouses.list({ limit: LIST_LIMIT });
      return items
        .map((w) => ({
          warehouse_id: w.id,
          warehouse_name: w.name ?? w.id,
          state: w.state ?? "UNKNOWN",
          cluster_size: w.cluster_size ?? null,
          creator_name: w.creator_name ?? null,
          is_serverless: w.enable_serverless_compute ?? false,
        }))
        .sort((a, b) => rank(a.state) - rank(b.state) || a.warehouse_name.localeCompare(b.warehouse_name));
    }),
    clusters: cached(LIST_MS, async (): Promise<Cluster[]> => {
      const { items } = await client.clusters.list({ limit: LIST_LIMIT });
      return items
        .map((c) => ({
          cluster_id: c.cluster_id,
          cluster_name: c.cluster_name ?? c.cluster_id,
          state: c.state ?? "UNKNOWN",
          creator_user_name: c.creator_user_name ?? null,
        }))
        .sort((a, b) => rank(a.state) - rank(b.state) || a.cluster_name.localeCompare(b.cluster_name));
    }),
    catalogs: async (): Promise<Named[]> => (await client.unityCatalog.catalogs()).items.map(named),
    schemas: async (catalog): Promise<Named[]> =>
      (await client.unityCatalog.schemas(catalog)).items.map(named),
    health: cached(5000, async (): Promise<PartHealth> => {
      try {
        await client.scim.me({ signal: AbortSignal.timeout(10_000) });
        return { ok: true, running_on: label };
      } catch (error) {
        if (!LakehandError.isInstance(error))
          return { ok: false, running_on: label, message: "The workspace does not answer." };
        return {
          ok: false,
          running_on: label,
          message: error.message,
          ...(error.next ? { next: error.next } : {}),
        };
      }
    }),
  };
}

const rank = (state: string) => (state === "RUNNING" ? 0 : 1);
const named = (item: { name: string; comment?: string | null | undefined }): Named => ({
  name: item.name,
  comment: item.comment ?? null,
});

async function readNames(file: string): Promise<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

async function rememberName(file: string, host: string, name: string): Promise<void> {
  const names = await readNames(file);
  if (names[host] === name) return;
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...names, [host]: name }, null, 2)}\n`);
}

/** Owner of what is made here: as told, else who the workspace says we are (now or the last time), else a local name. */
export async function resolveOwner(
  told: string | undefined,
  part: WorkspacePart,
  identityFile: string,
): Promise<string> {
  if (told) return told;
  try {
    return await part.userName();
  } catch {
    const known = (await readNames(identityFile))[part.url];
    return typeof known === "string" ? known : "me@localhost";
  }
}
