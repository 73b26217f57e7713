import type { Dashboard } from "./dashboard-store.ts";
import { datasetSql, WidgetError } from "./dataset-sql.ts";
import type { DashboardDefinition, Dataset, Widget, WidgetQuery } from "./definition.ts";
import { actOn, type Filter } from "./filters.ts";
import type { PageQueries } from "./page-queries.ts";
import { Rows } from "./rows.ts";
import { type BuiltQuery, boxQuery, choicesQuery, fieldsOf, widgetQuery } from "./widget-query.ts";

const MOST_ROWS = 10_000;
const MOST_CHOICES = 500;

/** The rows of the widgets of one page view, under its filters. */
export class WidgetData {
  readonly #definition: DashboardDefinition;
  readonly #place: Pick<Dashboard, "datasetCatalog" | "datasetSchema">;
  readonly #filters: Filter[];
  readonly #queries: PageQueries;
  readonly #now: number;

  constructor(parts: {
    definition: DashboardDefinition;
    place: Pick<Dashboard, "datasetCatalog" | "datasetSchema">;
    filters: Filter[];
    queries: PageQueries;
    now: number;
  }) {
    this.#definition = parts.definition;
    this.#place = parts.place;
    this.#filters = parts.filters;
    this.#queries = parts.queries;
    this.#now = parts.now;
  }

  /** The widget's own query, in which `only` some fields are asked for. */
  query(widget: Widget): { query: WidgetQuery; dataset: Dataset } {
    const query = (widget.queries.find(({ name }) => name === "main_query") ?? widget.queries[0])?.query;
    if (!query) throw new WidgetError("The widget has no query.");
    return { query, dataset: this.#dataset(query.datasetName) };
  }

  async rows(widget: Widget, options: { only?: string[]; limit?: number } = {}): Promise<Rows> {
    const { query, dataset } = this.query(widget);
    const { source, conditions } = this.#source(dataset);
    const built = widgetQuery({
      dataset,
      source,
      query,
      conditions,
      ...(options.only ? { only: options.only } : {}),
    });
    return this.#run(built, dataset, options.limit ?? MOST_ROWS);
  }

  /** At most so many rows, picked by a hash of what they hold when there are more, and how many there are. */
  async sample(widget: Widget, most: number): Promise<{ rows: Rows; all: number }> {
    const { query, dataset } = this.query(widget);
    const { source, conditions } = this.#source(dataset);
    const built = widgetQuery({ dataset, source, query, conditions });
    const counted = await this.#queries.run(
      { ...built, sql: `SELECT count(*) FROM (\n${built.sql}\n) AS q` },
      this.#placeOf(dataset),
      1,
    );
    const all = Number(counted.rows[0]?.[0] ?? 0);
    if (all <= most) return { rows: await this.#run(built, dataset, most), all };
    const names = fieldsOf(query).map(({ name }) => `\`${name.replaceAll("`", "``")}\``);
    const sql = `SELECT * FROM (\n${built.sql}\n) AS q ORDER BY md5(concat_ws('|', ${names.map((each) => `CAST(${each} AS STRING)`).join(", ")})) LIMIT ${most}`;
    return { rows: await this.#run({ ...built, sql }, dataset, most), all };
  }

  async boxes(widget: Widget, xName: string | undefined, yName: string): Promise<Rows> {
    const { query, dataset } = this.query(widget);
    const { source, conditions } = this.#source(dataset);
    const field = (name: string) => {
      const found = fieldsOf(query).find((each) => each.name === name);
      if (!found)
        throw new WidgetError(`The widget shows the field '${name}', which its query does not have.`);
      return found;
    };
    const built = boxQuery(
      { dataset, source, query, conditions },
      xName === undefined ? undefined : field(xName),
      field(yName),
    );
    return this.#run(built, dataset, MOST_ROWS);
  }

  /** The values that a filter offers, of the first dataset that has its field; no filter narrows them down. */
  async choices(filter: Filter): Promise<string[]> {
    const target = filter.targets.find(({ field }) => field !== undefined);
    if (!target) return [];
    const dataset = this.#dataset(target.dataset);
    const source = datasetSql(dataset, actOn(this.#filters, dataset.name).chosen, this.#now);
    if (filter.kind === "number") {
      const sql = `SELECT CAST(min(${target.field}) AS STRING), CAST(max(${target.field}) AS STRING) FROM (\n${source.sql}\n) AS d`;
      const ends = await this.#queries.run({ ...source, sql }, this.#placeOf(dataset), 1);
      return (ends.rows[0] ?? []).map((value) => value ?? "");
    }
    const { rows } = await this.#queries.run(
      choicesQuery(dataset, source, target.field!, MOST_CHOICES),
      this.#placeOf(dataset),
      MOST_CHOICES,
    );
    return rows.map(([value]) => value ?? "");
  }

  #source(dataset: Dataset) {
    const { conditions, chosen } = actOn(this.#filters, dataset.name);
    return { source: datasetSql(dataset, chosen, this.#now), conditions };
  }

  #dataset(name: string | undefined): Dataset {
    const dataset = this.#definition.datasets.find((each) => each.name === name);
    if (!dataset) throw new WidgetError(`The dashboard has no dataset '${name ?? ""}'.`);
    return dataset;
  }

  async #run(query: BuiltQuery, dataset: Dataset, limit: number): Promise<Rows> {
    return new Rows(await this.#queries.run(query, this.#placeOf(dataset), limit));
  }

  #placeOf(dataset: Dataset) {
    return {
      catalog: this.#place.datasetCatalog ?? dataset.catalog,
      schema: this.#place.datasetSchema ?? dataset.schema,
    };
  }
}
