import { describe, expect, it } from "vitest";
import { type Driven, drive, type ToolAnswer } from "../testing/drive.ts";
import { answerCatalog, resultOf, SAMPLES } from "../testing/sample-catalog.ts";

/** Asks a question of the sample catalog; `rows` answers the statement that is no look-up. */
function ask(
  question: string,
  rows: ToolAnswer = resultOf(
    ["k", "v"],
    [
      ["a", 2],
      ["b", 1],
    ],
  ),
  options: { informationSchema?: boolean } = {},
): Driven {
  return drive(question, {
    answer: (_name, input) => answerCatalog(String(input.sql_query), SAMPLES, options) ?? rows,
  });
}

const lookUp = /^(?:SHOW|DESCRIBE)|information_schema/;
const query = (driven: Driven): string =>
  driven.sql
    .filter((sql) => !lookUp.test(sql))
    .join("\n;\n")
    .replace(/\s+/g, " ");

describe("questions become SQL of real columns", () => {
  it.each([
    [
      "top 5 cities by fare",
      "SELECT pickup_zip, round(sum(fare_amount), 2) AS total_fare_amount, count(*) AS row_count FROM samples.nyctaxi.trips WHERE pickup_zip IS NOT NULL GROUP BY pickup_zip ORDER BY total_fare_amount DESC LIMIT 5",
    ],
    [
      "average fare by pickup zip",
      "SELECT pickup_zip, round(avg(fare_amount), 2) AS average_fare_amount, count(*) AS row_count FROM samples.nyctaxi.trips GROUP BY pickup_zip ORDER BY average_fare_amount DESC LIMIT 25",
    ],
    [
      "revenue by month as a chart",
      "SELECT CAST(date_trunc('MONTH', dateTime) AS DATE) AS month, sum(totalPrice) AS total_price, count(*) AS row_count FROM samples.bakehouse.sales_transactions GROUP BY CAST(date_trunc('MONTH', dateTime) AS DATE) ORDER BY month",
    ],
    [
      "which customers spent most?",
      "SELECT b.customerID, b.first_name, b.last_name, sum(a.totalPrice) AS total_price, count(*) AS row_count FROM samples.bakehouse.sales_transactions AS a JOIN samples.bakehouse.sales_customers AS b ON a.customerID = b.customerID WHERE b.customerID IS NOT NULL GROUP BY b.customerID, b.first_name, b.last_name ORDER BY total_price DESC LIMIT 10",
    ],
    ["show me 10 rows of trips", "SELECT * FROM samples.nyctaxi.trips LIMIT 10"],
    [
      "How many rows are in samples.nyctaxi.trips?",
      "SELECT count(*) AS row_count FROM samples.nyctaxi.trips",
    ],
    [
      "number of trips per day in January 2016",
      "SELECT CAST(tpep_pickup_datetime AS DATE) AS day, count(*) AS row_count FROM samples.nyctaxi.trips WHERE tpep_pickup_datetime >= TIMESTAMP'2016-01-01 00:00:00' AND tpep_pickup_datetime < TIMESTAMP'2016-02-01 00:00:00' GROUP BY CAST(tpep_pickup_datetime AS DATE) ORDER BY day",
    ],
    [
      "orders where status is F by priority",
      "SELECT o_orderpriority, count(*) AS row_count FROM samples.tpch.orders WHERE lower(o_orderstatus) = lower('F') GROUP BY o_orderpriority ORDER BY row_count DESC LIMIT 25",
    ],
    [
      "total quantity by ship mode since 1995",
      "SELECT l_shipmode, round(sum(l_quantity), 2) AS total_quantity, count(*) AS row_count FROM samples.tpch.lineitem WHERE l_shipdate >= DATE'1995-01-01' GROUP BY l_shipmode ORDER BY total_quantity DESC LIMIT 25",
    ],
    [
      "max fare by month for trips with distance over 5",
      "SELECT CAST(date_trunc('MONTH', tpep_pickup_datetime) AS DATE) AS month, max(fare_amount) AS max_fare_amount, count(*) AS row_count FROM samples.nyctaxi.trips WHERE trip_distance > 5 GROUP BY CAST(date_trunc('MONTH', tpep_pickup_datetime) AS DATE) ORDER BY month",
    ],
    [
      "what is the most popular payment method?",
      "SELECT paymentMethod, count(*) AS row_count FROM samples.bakehouse.sales_transactions WHERE paymentMethod IS NOT NULL GROUP BY paymentMethod ORDER BY row_count DESC LIMIT 10",
    ],
    [
      "how many customers in Japan",
      "SELECT count(*) AS row_count FROM samples.bakehouse.sales_customers WHERE (lower(city) = lower('Japan') OR lower(state) = lower('Japan') OR lower(country) = lower('Japan') OR lower(continent) = lower('Japan'))",
    ],
    ["5 longest trips", "SELECT * FROM samples.nyctaxi.trips ORDER BY trip_distance DESC NULLS LAST LIMIT 5"],
    [
      "average account balance by market segment",
      "SELECT c_mktsegment, round(avg(c_acctbal), 2) AS average_acctbal, count(*) AS row_count FROM samples.tpch.customer GROUP BY c_mktsegment ORDER BY average_acctbal DESC LIMIT 25",
    ],
    [
      "revenue by franchise city",
      "SELECT b.city, sum(a.totalPrice) AS total_price, count(*) AS row_count FROM samples.bakehouse.sales_transactions AS a JOIN samples.bakehouse.sales_franchises AS b ON a.franchiseID = b.franchiseID GROUP BY b.city ORDER BY total_price DESC LIMIT 25",
    ],
    [
      "what is the average fare?",
      "SELECT round(avg(fare_amount), 2) AS average_fare_amount, count(*) AS row_count FROM samples.nyctaxi.trips",
    ],
    [
      "which day had the most trips",
      "SELECT CAST(tpep_pickup_datetime AS DATE) AS day, count(*) AS row_count FROM samples.nyctaxi.trips GROUP BY CAST(tpep_pickup_datetime AS DATE) ORDER BY row_count DESC LIMIT 10",
    ],
    [
      "how much did we sell in May 2024?",
      "SELECT sum(totalPrice) AS total_price, count(*) AS row_count FROM samples.bakehouse.sales_transactions WHERE dateTime >= TIMESTAMP'2024-05-01 00:00:00' AND dateTime < TIMESTAMP'2024-06-01 00:00:00'",
    ],
    ["trips with fare over 100", "SELECT * FROM samples.nyctaxi.trips WHERE fare_amount > 100 LIMIT 10"],
    [
      "average order value by market segment",
      "SELECT b.c_mktsegment, round(avg(a.o_totalprice), 2) AS average_price, count(*) AS row_count FROM samples.tpch.orders AS a JOIN samples.tpch.customer AS b ON a.o_custkey = b.c_custkey GROUP BY b.c_mktsegment ORDER BY average_price DESC LIMIT 25",
    ],
    [
      "busiest hour of trips",
      "SELECT hour(tpep_pickup_datetime) AS hour_of_day, count(*) AS row_count FROM samples.nyctaxi.trips GROUP BY hour(tpep_pickup_datetime) ORDER BY row_count DESC LIMIT 10",
    ],
  ])("%s", (question, sql) => expect(query(ask(question))).toBe(sql));
});

describe("answers report what came back", () => {
  it("names the first rows and what was taken for what", () => {
    const rows = resultOf(
      ["pickup_zip", "total_fare_amount", "row_count"],
      [
        [10001, "51234.5", 4000],
        [10003, "41000.25", 3900],
      ],
    );
    const { answer } = ask("top 5 cities by fare", rows);
    expect(answer).toContain("**10001** comes first with 51,234.5, then 10003 with 41,000.25");
    expect(answer).toContain("I took “fare” as the total of `fare_amount`");
    expect(answer).toContain("There is no column called “cities”");
    expect(answer).toContain("| 10001 | 51234.5 | 4000 |");
  });

  it("draws a small valid chart from the rows", () => {
    const rows = resultOf(
      ["month", "total_price", "row_count"],
      [
        ["2024-03-01", 10, 1],
        ["2024-04-01", 30, 2],
        ["2024-05-01", 20, 2],
      ],
    );
    const { answer } = ask("revenue by month as a chart", rows);
    const spec = JSON.parse(/```vega-lite\n([\s\S]*?)\n```/.exec(answer)![1]!) as Record<string, unknown>;
    expect(spec).toMatchObject({
      data: {
        values: [
          { month: "2024-03-01", total_price: 10 },
          { month: "2024-04-01", total_price: 30 },
          { month: "2024-05-01", total_price: 20 },
        ],
      },
      mark: { type: "line" },
      encoding: {
        x: {
          field: "month",
          type: "temporal",
          scale: { type: "utc" },
          axis: {
            format: "%b %Y",
            values: [3, 4, 5].map((month) => ({ year: 2024, month, date: 1, utc: true })),
          },
        },
        y: { field: "total_price", type: "quantitative" },
      },
    });
    expect(answer).toContain(
      "goes from 10 (2024-03-01) to 20 (2024-05-01), with its highest 30 at 2024-04-01",
    );
  });

  it("does not draw the first part of a long result: it goes by longer steps", () => {
    const driven = drive("plot trips per day", {
      answer: (_name, { sql_query }) =>
        answerCatalog(String(sql_query), SAMPLES) ??
        (/AS day/.test(String(sql_query))
          ? resultOf(
              ["day", "row_count"],
              [
                ["2016-01-01", 1],
                ["2016-01-02", 2],
              ],
              60,
            )
          : resultOf(
              ["week", "row_count"],
              [
                ["2016-01-04", 7],
                ["2016-01-11", 9],
              ],
            )),
    });
    expect(driven.said).toContain("60 rows by day, more than I can draw honestly, so I'll go by week");
    expect(driven.answer).toContain('{"week":"2016-01-04","row_count":7}');
  });

  it("adds to the question before when a message only makes sense after it", () => {
    const first = ask("average fare by pickup zip");
    const second = drive("as a pie chart", {
      before: first.messages,
      answer: (_n, i) =>
        answerCatalog(String(i.sql_query), SAMPLES) ??
        resultOf(
          ["pickup_zip", "average_fare_amount"],
          [
            ["1", 2],
            ["3", 4],
          ],
        ),
    });
    expect(second.sql.at(-1)).toContain("avg(fare_amount)");
    expect(second.answer).toContain('"mark":{"type":"arc"}');
  });

  it("lists tables and describes one", () => {
    const tables = ask("what tables are there in samples?");
    expect(tables.answer).toContain("There are 11 tables");
    expect(tables.answer).toContain("`samples.nyctaxi.trips` | 6 |");
    expect(ask("describe trips").answer).toContain("| `fare_amount` | double |");
  });

  it("finds its way without an information schema", () => {
    const driven = ask("average fare by pickup zip", undefined, { informationSchema: false });
    expect(driven.sql).toContain("SHOW TABLES IN samples.nyctaxi");
    expect(query(driven)).toContain("avg(fare_amount)");
  });

  it("says what it looked for when nothing fits, and reads out errors", () => {
    expect(ask("average humidity by planet").answer).toContain(
      "No table I can see answers to “humidity by planet”",
    );
    expect(ask("average fare by pickup zip", { error: "[DIVIDE_BY_ZERO] Division by zero." }).answer).toMatch(
      /DIVIDE_BY_ZERO[\s\S]*try_divide/,
    );
    expect(ask("average fare by pickup zip", "(no results)\nColumns: a int").answer).toContain("no row fits");
  });

  it("says which words it could not place", () => {
    expect(ask("which franchise sold the most croissants").answer).toContain(
      "I could not place “croissants”, so the answer takes no account of it",
    );
    expect(ask("average fare by pickup zip").answer).not.toContain("could not place");
  });

  it("gives two aggregates when two are asked for", () => {
    const rows = resultOf(["min_fare_amount", "max_fare_amount", "row_count"], [[-52, 1450, 120000]]);
    expect(ask("minimum and maximum fare", rows).answer).toContain(
      "The lowest fare_amount in `samples.nyctaxi.trips` is **-52** and the highest fare_amount **1,450** over 120,000 rows",
    );
  });

  it("prefers the selected schema's table of the same name", () => {
    const shape = { ...SAMPLES, "main.practice.trips": "fare_amount double, pickup_zip int" };
    const driven = drive(
      "<selection>\ncatalog: main\nschema: practice\n</selection>\naverage fare by pickup zip",
      {
        answer: (_n, i) => answerCatalog(String(i.sql_query), shape) ?? resultOf(["a"], [[1]]),
      },
    );
    expect(query(driven)).toContain("FROM main.practice.trips");
  });
});

it("does not name customers when asked for nations", () => {
  const { calls } = drive("top 5 nations by revenue", {
    answer: (_name, { sql_query }) =>
      answerCatalog(String(sql_query), SAMPLES) ?? resultOf(["a", "total_price", "row_count"], [["x", 1, 1]]),
  });
  expect(calls.map(({ input }) => String(input.sql_query)).join("\n")).not.toContain("c_name");
});

it("sums total prices, not prices of one piece", () => {
  const { calls } = ask("top 3 products by total price as a pie chart");
  const [last] = calls.map(({ input }) => String(input.sql_query)).slice(-1);
  expect(last).toContain("sum(totalPrice)");
});
