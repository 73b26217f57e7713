import {
  appConfigSchema,
  clusterSchema,
  conversationDetailSchema,
  conversationSchema,
  fileContentSchema,
  fileListSchema,
  healthSchema,
  meSchema,
  namedSchema,
  projectSchema,
  resultPageSchema,
  warehouseSchema,
} from "@lakehand/protocol";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { path, request } from "./client.ts";

/* One query per endpoint. Keys start with the resource, so that a mutation can invalidate a family. */

const minute = 60_000;

export const configQuery = queryOptions({
  queryKey: ["config"],
  queryFn: ({ signal }) => request("/api/config", appConfigSchema, { signal }),
  staleTime: 5 * minute,
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => request("/api/me", meSchema, { signal }),
  staleTime: 5 * minute,
});

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => request("/api/health", healthSchema, { signal }),
});

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => request("/api/projects", z.array(projectSchema), { signal }),
});

export const projectQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["projects", projectId],
    queryFn: ({ signal }) => request(path`/api/projects/${projectId}`, projectSchema, { signal }),
  });

export const conversationsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "conversations"],
    queryFn: ({ signal }) =>
      request(path`/api/projects/${projectId}/conversations`, z.array(conversationSchema), { signal }),
    // The user-level stream says when it is old; this is for when that line is down.
    refetchInterval: 30_000,
    staleTime: 0,
  });

export const conversationQuery = (projectId: string, conversationId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "conversations", conversationId],
    queryFn: ({ signal }) =>
      request(path`/api/projects/${projectId}/conversations/${conversationId}`, conversationDetailSchema, {
        signal,
      }),
  });

export interface PromptSelection {
  default_catalog?: string | null | undefined;
  default_schema?: string | null | undefined;
  warehouse_id?: string | null | undefined;
}

export const systemPromptQuery = (projectId: string, selection: PromptSelection) => {
  const search = new URLSearchParams({ project_id: projectId });
  for (const [key, value] of Object.entries(selection)) if (value) search.set(key, value);
  return queryOptions({
    queryKey: ["system_prompt", search.toString()],
    queryFn: ({ signal }) =>
      request(`/api/system_prompt?${search}`, z.object({ system_prompt: z.string() }), { signal }),
  });
};

export const warehousesQuery = queryOptions({
  queryKey: ["warehouses"],
  queryFn: ({ signal }) => request("/api/warehouses", z.array(warehouseSchema), { signal }),
  staleTime: minute,
});

export const clustersQuery = queryOptions({
  queryKey: ["clusters"],
  queryFn: ({ signal }) => request("/api/clusters", z.array(clusterSchema), { signal }),
  staleTime: minute,
});

export const catalogsQuery = queryOptions({
  queryKey: ["catalogs"],
  queryFn: ({ signal }) => request("/api/catalogs", z.array(namedSchema), { signal }),
  staleTime: minute,
});

export const schemasQuery = (catalog: string) =>
  queryOptions({
    queryKey: ["catalogs", catalog, "schemas"],
    queryFn: ({ signal }) =>
      request(path`/api/catalogs/${catalog}/schemas`, z.array(namedSchema), { signal }),
    staleTime: minute,
  });

export const filesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "files"],
    queryFn: ({ signal }) => request(path`/api/projects/${projectId}/files`, fileListSchema, { signal }),
  });

export const fileContentQuery = (projectId: string, filePath: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "files", filePath],
    queryFn: ({ signal }) =>
      request(path`/api/projects/${projectId}/files/content?path=${filePath}`, fileContentSchema, { signal }),
  });

/** A window of a result's kept rows. Results never change, so they stay fresh. */
export const resultPageQuery = (resultId: string, offset: number, limit: number) =>
  queryOptions({
    queryKey: ["results", resultId, offset, limit],
    queryFn: ({ signal }) =>
      request(`${path`/api/results/${resultId}`}?offset=${offset}&limit=${limit}`, resultPageSchema, {
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const resultCsvUrl = (resultId: string) => path`/api/results/${resultId}/csv`;
