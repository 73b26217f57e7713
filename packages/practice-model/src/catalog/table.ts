/** A column as the catalog tells it. `type` is lower-case Databricks type text, empty while unknown. */
export interface Column {
  name: string;
  type: string;
}

export interface Table {
  catalog: string;
  schema: string;
  name: string;
  columns: Column[];
}

export type TableName = Pick<Table, "catalog" | "schema" | "name">;

/** A name as SQL wants it: plain when it can be, else in backticks. */
export function quoteName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !RESERVED.has(name.toLowerCase())
    ? name
    : `\`${name.replaceAll("`", "``")}\``;
}

export function fullName({ catalog, schema, name }: TableName): string {
  return [catalog, schema, name].map(quoteName).join(".");
}

const RESERVED = new Set(
  "all and anti any as asc between by case cast cross current_date current_time desc distinct else end except false for from full group having in inner intersect interval is join left like limit minus natural not null on or order outer right select semi set some table then to true union unique using values when where with".split(
    " ",
  ),
);

export const isNumeric = (type: string): boolean =>
  /^(?:tinyint|smallint|int|integer|bigint|long|short|byte|float|double|real|decimal|numeric)/.test(type);
export const isTime = (type: string): boolean => /^(?:date|timestamp)/.test(type);
export const isTimestamp = (type: string): boolean => /^timestamp/.test(type);
export const isText = (type: string): boolean => /^(?:string|varchar|char)/.test(type);
export const isSimple = (type: string): boolean =>
  isNumeric(type) || isTime(type) || isText(type) || type.startsWith("boolean");

/** True for identifiers and codes, which are counted and grouped by but never summed. */
export function isIdentifier(column: Column): boolean {
  return (
    /(?:^|_)(?:id|key|sk|code|zip|zipcode|postcode|phone|number|year|month|day|hour|uuid|guid)$/i.test(
      column.name,
    ) || /(?:[a-z]Id|[a-z]ID|key|zip|code|[nN]umber)$/.test(column.name)
  );
}
