const pages = {
  pipeline: (id: string) => `/pipelines/${encodeURIComponent(id)}`,
  job: (id: string) => `/jobs/${encodeURIComponent(id)}`,
  dashboard: (id: string) => `/sql/dashboardsv3/${encodeURIComponent(id)}`,
  genie_space: (id: string) => `/genie/rooms/${encodeURIComponent(id)}`,
  app: (id: string) => `/apps/${encodeURIComponent(id)}`,
  serving_endpoint: (id: string) => `/ml/endpoints/${encodeURIComponent(id)}`,
  cluster: (id: string) => `/compute/clusters/${encodeURIComponent(id)}`,
  warehouse: (id: string) => `/sql/warehouses/${encodeURIComponent(id)}`,
  catalog: (name: string) => `/explore/data/${encodeURIComponent(name)}`,
  schema: (name: string) => `/explore/data/${name.split(".").map(encodeURIComponent).join("/")}`,
  function: (name: string) => `/explore/data/functions/${name.split(".").map(encodeURIComponent).join("/")}`,
  knowledge_assistant: (id: string) => `/ml/bricks/ka/configure/${encodeURIComponent(id)}`,
  supervisor: (id: string) => `/ml/bricks/sa/configure/${encodeURIComponent(id)}`,
  lakebase_instance: (id: string) => `/compute/database-instances/${encodeURIComponent(id)}`,
  lakebase_project: (id: string) => `/lakebase/projects/${encodeURIComponent(id)}`,
  table: (name: string) => `/explore/data/${name.split(".").map(encodeURIComponent).join("/")}`,
  volume: (name: string) => `/explore/data/volumes/${name.split(".").map(encodeURIComponent).join("/")}`,
} as const;

export type ResourceType = keyof typeof pages;

/** The page of a thing in the workspace; `id` of a table or volume is its full name. */
export const resourceUrl = (host: string, type: ResourceType, id: string): string =>
  `${host.replace(/\/+$/, "")}${pages[type](id)}`;
