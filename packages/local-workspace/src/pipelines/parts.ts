import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogWriter } from "../catalog/catalog-writer.ts";
import type { ComputeService } from "../compute/compute-service.ts";
import type { Dialect } from "../dialect.ts";
import type { Engine } from "../engine/engine.ts";
import type { ObjectStore } from "../objects/object-store.ts";

/** What pipelines need of the workspace. */
export interface PipelineParts {
  dialect: Dialect;
  catalog: Catalog;
  writer: CatalogWriter;
  engine: Engine;
  objects: ObjectStore;
  compute: ComputeService;
  user: { userName: string };
  /** Folder of their records. */
  dir: string;
  log(line: string): void;
}
