import type { CatalogColumn, CatalogTable, CatalogView } from "../sql/types.ts";
import { type DatasetNode, type GraphNodes, isTable } from "./graph-nodes.ts";
import { STAND_IN } from "./place-sources.ts";

/** Schema of the stand-in for a flow's own rows, over which expectations are asked. */
export const OWN_ROWS = "rows";

/** Beginning of the schema of stand-ins for views with expectations; their number in the graph follows. */
export const CHECKED_VIEW = "v";

/** The catalog as queries of a pipeline see it: its own datasets and stand-ins before what is there. */
export class GraphCatalog implements CatalogView {
  readonly #real: CatalogView;
  readonly #nodes: GraphNodes;
  readonly #standIn: (id: number) => Promise<Partial<CatalogTable> | undefined>;
  /** The rows of the flow that is planned. */
  extra: { name: string; columns: CatalogColumn[] } | undefined;

  constructor(
    real: CatalogView,
    nodes: GraphNodes,
    standIn: (id: number) => Promise<Partial<CatalogTable> | undefined>,
  ) {
    this.#real = real;
    this.#nodes = nodes;
    this.#standIn = standIn;
  }

  catalogs() {
    return this.#real.catalogs();
  }

  schemas(catalog: string) {
    return this.#real.schemas(catalog);
  }

  tables(catalog: string, schema: string) {
    return this.#real.tables(catalog, schema);
  }

  volumes(catalog: string, schema: string) {
    return this.#real.volumes(catalog, schema);
  }

  functions(catalog: string, schema: string) {
    return this.#real.functions(catalog, schema);
  }

  function(catalog: string, schema: string, name: string) {
    return this.#real.function(catalog, schema, name);
  }

  volumeFolder(catalog: string, schema: string, volume: string) {
    return this.#real.volumeFolder(catalog, schema, volume);
  }

  async table(catalog: string, schema: string, name: string): Promise<CatalogTable | undefined> {
    if (catalog === STAND_IN) {
      const found =
        schema === OWN_ROWS
          ? { columns: this.extra?.columns ?? [] }
          : await this.#standIn(Number(schema.slice(1)));
      return found && { ...BLANK, catalog, schema, name, kind: "table", columns: [], ...found };
    }
    const node = this.#nodes.byKey({ catalog, schema, name });
    if (node && node.state === "resolved" && !isTable(node))
      return { ...BLANK, ...node.name, ...this.viewOf(node) };
    if (node && node.state === "resolved")
      return { ...BLANK, ...node.name, kind: "table", columns: node.columns };
    const real = await this.#real.table(catalog, schema, name);
    if (real) return real;
    const view = this.#nodes.find([name], { catalog, schema });
    return view && view.state === "resolved" ? { ...BLANK, ...view.name, ...this.viewOf(view) } : undefined;
  }

  /** A view by its text; one with expectations by a stand-in, since its rows are looked at before they are used. */
  viewOf(node: DatasetNode): Pick<CatalogTable, "kind" | "columns"> & Partial<CatalogTable> {
    if (node.definition.expectations.length > 0)
      return {
        kind: "table",
        columns: node.columns,
        catalog: STAND_IN,
        schema: `${CHECKED_VIEW}${this.#nodes.all.indexOf(node)}`,
        name: node.name.name,
      };
    const flow = node.analysed[0];
    return {
      kind: "view",
      columns: node.columns,
      viewSql: flow?.sql ?? "",
      viewCatalog: flow?.home.catalog ?? node.name.catalog,
      viewSchema: flow?.home.schema ?? node.name.schema,
    };
  }
}

const BLANK = { createdAt: "", createdBy: "", updatedAt: "" };
