import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.LAKEHAND_API ?? "http://127.0.0.1:8000";

// Used by the root vitest config too, so everything here is independent of the working directory.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  resolve: {
    conditions: ["source", "module", "browser", "development|production"],
    // Dialogs bring a scroll lock that needs inline styles; ours needs none.
    alias: { "react-remove-scroll": fileURLToPath(new URL("./src/ui/remove-scroll.tsx", import.meta.url)) },
  },
  ssr: { resolve: { conditions: ["source", "module", "node", "development|production"] } },
  server: {
    host: "127.0.0.1",
    port: Number(process.env.WEB_PORT ?? 5173),
    strictPort: true,
    proxy: {
      "/api": { target: server, changeOrigin: false },
      "/docs": { target: server },
      "/openapi.json": { target: server },
    },
  },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
