import { stem } from "./stem.ts";

/*
 * Words that stand for one another in questions about data. `related` is directed: who asks for "revenue" is served
 * by a price, best match first; who asks for "price" is not served by a tip.
 */

const RELATED: Record<string, readonly string[]> = {
  revenue: ["sale", "turnover", "income", "total price", "amount", "total", "price", "fare"],
  sale: ["revenue", "total price", "amount", "total", "price"],
  income: ["revenue", "total price", "amount", "price"],
  turnover: ["revenue", "total price", "amount", "price"],
  money: ["total price", "amount", "price", "fare", "revenue"],
  spend: ["total price", "amount", "price", "cost", "fare", "revenue"],
  pay: ["payment", "total price", "amount", "price", "fare"],
  cost: ["price", "amount", "fare"],
  price: ["cost", "amount", "fare"],
  fare: ["amount", "price", "cost"],
  amount: ["price", "fare", "total", "cost"],
  sell: ["sale", "revenue", "total price", "amount", "price"],
  value: ["total price", "amount", "price", "total"],
  earn: ["total price", "amount", "revenue", "fare"],
  customer: ["cust", "client", "buyer", "user", "person"],
  client: ["customer", "cust"],
  user: ["customer", "person"],
  person: ["customer", "user", "name"],
  shop: ["franchise", "store"],
  store: ["franchise", "shop"],
  item: ["product", "part", "line"],
  product: ["item", "part", "sku"],
  article: ["product", "item", "part"],
  part: ["product", "item"],
  order: ["transaction", "purchase"],
  transaction: ["order", "purchase", "sale"],
  purchase: ["transaction", "order"],
  ride: ["trip"],
  journey: ["trip"],
  taxi: ["trip", "nyctaxi"],
  trip: ["ride"],
  city: ["town", "zip", "place"],
  town: ["city", "zip"],
  place: ["city", "zip", "location"],
  zip: ["postal", "postcode", "zipcode"],
  postcode: ["zip", "postal"],
  area: ["zip", "district", "region", "city"],
  neighborhood: ["zip", "district", "city"],
  country: ["nation"],
  nation: ["country"],
  continent: ["region"],
  region: ["continent", "area", "state"],
  segment: ["mktsegment", "category"],
  market: ["mkt", "segment"],
  category: ["type", "segment", "class", "kind"],
  type: ["category", "kind", "class"],
  kind: ["type", "category"],
  method: ["type", "mode"],
  mode: ["method", "type"],
  quantity: ["qty", "count", "units"],
  unit: ["quantity", "qty"],
  distance: ["mile", "km", "length"],
  mile: ["distance"],
  length: ["distance", "duration"],
  supplier: ["supp", "vendor"],
  vendor: ["supplier", "supp"],
  rating: ["score", "star"],
  review: ["comment", "feedback", "text"],
  gender: ["sex"],
  account: ["acct"],
  balance: ["bal"],
  pickup: ["pick", "start", "from"],
  dropoff: ["drop", "end", "to"],
  start: ["pickup", "begin"],
  end: ["dropoff"],
  priority: ["urgency"],
  state: ["status", "province"],
  status: ["state"],
  seller: ["product", "item"],
};

const related = new Map<string, Map<string, number>>();
for (const [word, others] of Object.entries(RELATED)) {
  const weights = new Map<string, number>();
  others.forEach((other, rank) => {
    weights.set(other.split(" ").map(stem).join(" "), Math.max(0.48, 0.72 - rank * 0.03));
  });
  related.set(stem(word), weights);
}

/** How well one stem stands for another: 1 for the same, 0 for nothing in common. */
export function likeness(asked: string, found: string): number {
  if (asked === found) return 1;
  const weight = related.get(asked)?.get(found);
  if (weight !== undefined) return weight;
  const short = Math.min(asked.length, found.length);
  if (short >= 4 && (asked.startsWith(found) || found.startsWith(asked))) return 0.75;
  return 0;
}

/** Two-word stand-ins: "revenue" is best served by a column of "total" and "price" together. */
export function pairLikeness(asked: string, found: readonly string[]): number {
  let best = 0;
  for (const [pair, weight] of related.get(asked) ?? []) {
    const parts = pair.split(" ");
    if (parts.length === 2 && parts.every((part) => found.includes(part)))
      best = Math.max(best, weight + 0.1);
  }
  return best;
}

/** Words inside run-together column names such as `o_totalprice` or `c_mktsegment`, longest first. */
export const COMPOUND_PARTS: readonly string[] = [
  "extended",
  "instruct",
  "quantity",
  "priority",
  "discount",
  "supplier",
  "franchise",
  "customer",
  "transaction",
  "segment",
  "comment",
  "receipt",
  "address",
  "country",
  "payment",
  "product",
  "dropoff",
  "returned",
  "account",
  "number",
  "nation",
  "region",
  "pickup",
  "retail",
  "commit",
  "amount",
  "status",
  "supply",
  "method",
  "volume",
  "return",
  "street",
  "vendor",
  "store",
  "clerk",
  "order",
  "price",
  "total",
  "brand",
  "phone",
  "trade",
  "container",
  "count",
  "state",
  "month",
  "title",
  "first",
  "last",
  "email",
  "avail",
  "ship",
  "line",
  "acct",
  "supp",
  "part",
  "cust",
  "date",
  "time",
  "name",
  "type",
  "size",
  "mode",
  "code",
  "flag",
  "cost",
  "unit",
  "city",
  "year",
  "card",
  "mkt",
  "bal",
  "key",
  "tax",
  "qty",
  "day",
  "zip",
  "id",
].toSorted((a, b) => b.length - a.length);
