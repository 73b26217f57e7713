import { qualify, type ResolvedName } from "../sql/analyse/table.ts";
import type { CatalogColumn, ResultField } from "../sql/types.ts";
import type { DatasetDefinition, Definition, FlowDefinition } from "./definitions.ts";
import type { PlacedSource } from "./place-sources.ts";
import { duplicateDataset, duplicateFlow, fullName, notATarget, withoutFlow } from "./problems.ts";

export interface Home {
  catalog: string;
  schema: string;
}

/** A flow whose query has been understood. */
export interface AnalysedFlow {
  definition: FlowDefinition;
  /** With stand-ins for streams and files. */
  sql: string;
  home: Home;
  sources: PlacedSource[];
  fields: ResultField[];
  streaming: boolean;
  /** New rows cannot be told from old ones: all are read again. */
  stateful: boolean;
}

export interface DatasetNode {
  key: string;
  name: ResolvedName;
  definition: DatasetDefinition;
  flows: FlowDefinition[];
  /** Known once it has been analysed; AUTO is then decided. */
  type: DatasetDefinition["type"];
  columns: CatalogColumn[];
  analysed: AnalysedFlow[];
  dependencies: Set<DatasetNode>;
  state: "new" | "resolving" | "resolved" | "failed";
  problem?: Error;
}

export const isTable = (node: DatasetNode) =>
  node.type === "MATERIALIZED_VIEW" || node.type === "STREAMING_TABLE" || node.type === "AUTO";

const keyOf = (name: ResolvedName) => `${name.catalog}.${name.schema}.${name.name}`.toLowerCase();

/** The datasets of a pipeline by name, each with the flows that write to it. */
export class GraphNodes {
  readonly all: DatasetNode[] = [];
  /** What is wrong before any query is looked at. */
  readonly problems: { node?: DatasetNode; name: string; error: Error }[] = [];
  readonly #byKey = new Map<string, DatasetNode>();
  readonly #views = new Map<string, DatasetNode>();

  constructor(definitions: readonly Definition[]) {
    for (const definition of definitions) if (definition.kind === "dataset") this.#add(definition);
    const flows = new Map<string, FlowDefinition>();
    for (const definition of definitions) {
      if (definition.kind !== "flow") continue;
      const node = this.find(definition.target, definition);
      const key = `${node?.key ?? ""} ${definition.name.toLowerCase()}`;
      const first = flows.get(key);
      if (first) {
        this.#wrong(definition.name, duplicateFlow(definition.name, first.from, definition.from), node);
        continue;
      }
      flows.set(key, definition);
      if (node && node.type === "STREAMING_TABLE") node.flows.push(definition);
      else this.#wrong(definition.name, notATarget(definition.name, definition.target.join(".")), node);
    }
    for (const node of this.all)
      if (node.flows.length === 0) this.#wrong(fullName(node), withoutFlow(node), node);
  }

  #wrong(name: string, error: Error, node?: DatasetNode): void {
    this.problems.push({ name, error, ...(node ? { node } : {}) });
    if (node) Object.assign(node, { state: "failed", problem: node.problem ?? error });
  }

  #add(definition: DatasetDefinition): void {
    const name = qualify(definition.name, definition);
    const temporary = definition.type === "TEMPORARY_VIEW";
    const node: DatasetNode = {
      key: keyOf(name),
      name,
      definition,
      flows: [],
      type: definition.type,
      columns: [],
      analysed: [],
      dependencies: new Set(),
      state: "new",
    };
    const { query } = definition;
    if (query) {
      const { catalog, schema, from } = definition;
      node.flows.push({
        kind: "flow",
        name: definition.name.at(-1) as string,
        target: definition.name,
        once: false,
        body: { kind: "query", query },
        catalog,
        schema,
        from,
      });
    }
    const same = this.#byKey.get(node.key);
    if (same) {
      this.#wrong(fullName(node), duplicateDataset(node, same.definition.from, definition.from), same);
      return;
    }
    this.all.push(node);
    this.#byKey.set(node.key, node);
    if (temporary) this.#views.set(name.name.toLowerCase(), node);
  }

  /** A dataset by a name as a query of that home writes it. */
  find(parts: readonly string[], home: Home): DatasetNode | undefined {
    if (parts.length === 0 || parts.length > 3) return undefined;
    const found = this.#byKey.get(keyOf(qualify(parts, home)));
    return found ?? (parts.length === 1 ? this.#views.get((parts[0] as string).toLowerCase()) : undefined);
  }

  byKey(name: ResolvedName): DatasetNode | undefined {
    return this.#byKey.get(keyOf(name));
  }

  /** Every dataset after those that it reads. */
  inOrder(): DatasetNode[] {
    const done = new Set<DatasetNode>();
    const order: DatasetNode[] = [];
    const visit = (node: DatasetNode) => {
      if (done.has(node)) return;
      done.add(node);
      for (const each of node.dependencies) visit(each);
      order.push(node);
    };
    for (const node of this.all) visit(node);
    return order;
  }
}
