import { LakehandError } from "@lakehand/protocol";
import { QueryClient } from "@tanstack/react-query";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the server refuses it will refuse again; what it failed at may work in a moment.
        retry: (count, error) => count < 2 && LakehandError.isInstance(error) && error.retryable,
      },
    },
  });
}
