import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { TooltipProvider } from "../ui/tooltip.tsx";

/** Renders with what the page always has around a part. */
export function renderPart(part: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <QueryClientProvider client={client}>
      <TooltipProvider>{part}</TooltipProvider>
    </QueryClientProvider>,
  );
}
