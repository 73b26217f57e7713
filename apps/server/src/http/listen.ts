import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { LakehandError } from "@lakehand/protocol";

export interface Listening {
  server: Server;
  port: number;
  /** Ends open streams and resolves when no connection is left. */
  close(): Promise<void>;
}

/** Listens, or says who has the port and how to go on. */
export function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port, overrideGlobalObjects: false }, (address) => {
      server.off("error", onError);
      resolve({
        server,
        port: address.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    }) as Server;
    const onError = (error: NodeJS.ErrnoException) => reject(portError(error, port, "PORT"));
    server.on("error", onError);
  });
}

/** The sentence for a port that cannot be had; other errors as they are. */
export function portError(error: NodeJS.ErrnoException, port: number, variable: string): unknown {
  if (error.code === "EADDRINUSE") {
    return new LakehandError({
      code: "PORT_TAKEN",
      message: `Port ${port} is taken by another program.`,
      next: `Use another one: ${variable}=${port + 1} npm start (or stop that program: lsof -i :${port} names it).`,
      cause: error,
    });
  }
  if (error.code === "EACCES") {
    return new LakehandError({
      code: "PORT_NOT_ALLOWED",
      message: `This user may not listen on port ${port}.`,
      next: `Use one above 1023: ${variable}=8000 npm start.`,
      cause: error,
    });
  }
  return error;
}
