import { operationSchema, operationsSchema } from "@lakehand/protocol";
import { queryOptions } from "@tanstack/react-query";
import { path, request } from "../api/client.ts";

/** Calls that go on by themselves, newest first. While one runs it is asked how far it is. */
export const operationsQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ["operations", conversationId],
    queryFn: ({ signal }) =>
      request(path`/api/operations?conversation_id=${conversationId}`, operationsSchema, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.operations.some((o) => o.status === "running") ? 3000 : false,
  });

export const cancelOperation = (id: string) =>
  request(path`/api/operations/${id}/cancel`, operationSchema, { method: "POST" });
