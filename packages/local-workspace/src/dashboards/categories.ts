import type { Encoding } from "./encoding.ts";

const natural = new Intl.Collator("en", { numeric: true });

/**
 * The values of a categorical axis in the order that its scale asks for. `amounts` are what each value comes to;
 * without an order of its own, an aggregated query's values are sorted and a plain one's stand as they come.
 */
export function orderCategories(
  values: Iterable<string>,
  field: Encoding,
  amounts: ReadonlyMap<string, number>,
  sorted: boolean,
): string[] {
  const all = [...new Set(values)];
  const { by, orderedValues } = field.scale?.sort ?? {};
  const amount = (value: string) => amounts.get(value) ?? 0;
  if (orderedValues) {
    const places = new Map(orderedValues.map((value, index) => [String(value), index]));
    return all.sort(
      (a, b) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size) || natural.compare(a, b),
    );
  }
  switch (by) {
    case "y":
    case "x":
      return all.sort((a, b) => amount(a) - amount(b));
    case "value":
    case "y-reversed":
    case "x-reversed":
      return all.sort((a, b) => amount(b) - amount(a));
    case "alphabetical":
      return all.sort(natural.compare);
    case "alphabetical-reversed":
    case "natural-order-reversed":
      return all.sort((a, b) => natural.compare(b, a));
    default:
      return sorted || by === "natural-order" ? all.sort(natural.compare) : all;
  }
}
