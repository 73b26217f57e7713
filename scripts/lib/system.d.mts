/** What the tests in TypeScript use of `system.mjs`. */
export interface Postgres {
  url: string;
  version: string;
  start(): Promise<void>;
  crash(): Promise<void>;
  stop(): Promise<void>;
}

export function startPostgres(options: {
  install: boolean;
  ownGroup?: boolean;
}): Promise<Postgres | undefined>;
