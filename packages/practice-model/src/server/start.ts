import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { PracticeModelOptions, RunningPracticeModel } from "../types.ts";
import { createPracticeModelApp } from "./app.ts";

/** Serves the practice model on loopback. Rejects with the system's error when the port is taken. */
export function startPracticeModel(options: PracticeModelOptions = {}): Promise<RunningPracticeModel> {
  const hostname = options.host ?? "127.0.0.1";
  const app = createPracticeModelApp(options);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port: options.port ?? 0 }, (info: AddressInfo) => {
      const host = hostname.includes(":") ? `[${hostname}]` : hostname;
      resolve({
        url: `http://${host}:${info.port}`,
        close: () =>
          new Promise<void>((done, failed) => {
            server.close((error) => (error ? failed(error) : done()));
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
    server.once("error", reject);
  });
}
