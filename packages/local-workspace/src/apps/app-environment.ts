import { ORG_ID } from "../identity/org-id.ts";
import type { AppConfig } from "./app-yaml.ts";
import type { AppRecord, DeploymentRecord } from "./records.ts";
import type { AppResources } from "./resources.ts";

export interface EnvironmentParts {
  resources: AppResources;
  /** The workspace's address. */
  address: string;
  home: string;
  secret: string;
  port: number;
}

/**
 * All variables of an app: Databricks' own, those of the frameworks that it knows, those of its database, then the
 * app's. Throws an Error for people.
 */
export function appEnvironment(
  app: AppRecord,
  deployment: DeploymentRecord,
  config: AppConfig,
  { resources, address, home, secret, port }: EnvironmentParts,
): Record<string, string> {
  const own = config.env.map(({ name, value, valueFrom }) => [
    name,
    valueFrom === undefined ? value : resources.value(app.resources, valueFrom),
  ]);
  const number = String(port);
  const { clientId } = app.principal;
  return {
    LANG: "C.UTF-8",
    HOME: home,
    PYTHONUNBUFFERED: "1",
    // Frameworks listen on loopback here; only the front door is to be reached.
    PORT: number,
    UVICORN_HOST: "127.0.0.1",
    UVICORN_PORT: number,
    FLASK_RUN_HOST: "127.0.0.1",
    FLASK_RUN_PORT: number,
    GUNICORN_CMD_ARGS: `--bind=127.0.0.1:${number}`,
    GRADIO_SERVER_NAME: "127.0.0.1",
    GRADIO_SERVER_PORT: number,
    STREAMLIT_SERVER_ADDRESS: "127.0.0.1",
    STREAMLIT_SERVER_PORT: number,
    STREAMLIT_SERVER_HEADLESS: "true",
    STREAMLIT_SERVER_ENABLE_CORS: "false",
    STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION: "false",
    STREAMLIT_BROWSER_GATHER_USAGE_STATS: "false",
    ...resources.databaseEnv(app.resources, { name: app.name, clientId }),
    ...Object.fromEntries(own),
    ...deployment.env,
    DATABRICKS_APP_NAME: app.name,
    DATABRICKS_APP_PORT: number,
    DATABRICKS_APP_URL: `http://127.0.0.1:${app.port}`,
    DATABRICKS_WORKSPACE_ID: ORG_ID,
    DATABRICKS_HOST: address,
    DATABRICKS_CLIENT_ID: clientId,
    DATABRICKS_CLIENT_SECRET: secret,
  };
}
