export { clusterExists, clusterPaths, majorVersion } from "./cluster.ts";
export { type EmbeddedServer, type OpenServerOptions, openServer } from "./embedded-server.ts";
export { EmbeddedPostgresError } from "./error.ts";
export { freePort } from "./free-port.ts";
export { type Postmaster, readPostmaster } from "./postmaster.ts";
export { isAlive, isRunning, ownIdentity, type ProcessIdentity } from "./process-identity.ts";
export type { Connection } from "./server.ts";
