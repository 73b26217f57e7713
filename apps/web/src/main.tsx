import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { reloadWhenReplaced } from "./lib/fresh-page.ts";
import { createQueryClient } from "./lib/query-client.ts";
import { router } from "./router.tsx";
import { TooltipProvider } from "./ui/tooltip.tsx";
import "./styles.css";

reloadWhenReplaced();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <TooltipProvider delayDuration={400}>
        <RouterProvider router={router} />
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
);
