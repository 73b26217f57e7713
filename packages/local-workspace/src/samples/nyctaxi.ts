import { columns, type SampleTable, sqlList } from "./sample-table.ts";

const TRIPS = 120_000;
/** An hour appears as often as its share of pickups. */
const HOURS = [0, 0, 1, 2, 5, 6, 7, 7, 8, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 17,
  18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23, 23]; // biome-ignore format: a table
const MANHATTAN = [
  10001, 10002, 10003, 10003, 10009, 10010, 10011, 10011, 10012, 10013, 10014, 10016, 10016, 10017, 10018,
  10019, 10019, 10021, 10022, 10022, 10023, 10024, 10025, 10028, 10036, 10036, 10065, 10119, 10128, 10282,
];
const OUTER = [
  10027, 10029, 10451, 11101, 11103, 11201, 11205, 11211, 11217, 11222, 11238, 11371, 11371, 11422, 11430,
];

export const NYCTAXI: SampleTable[] = [
  {
    schema: "nyctaxi",
    name: "trips",
    comment:
      "Yellow taxi rides in New York City in January and February 2016 (made-up data, with some faulty rows).",
    columns: columns([
      ["tpep_pickup_datetime", "timestamp", "When the meter was switched on"],
      ["tpep_dropoff_datetime", "timestamp", "When the meter was switched off"],
      ["trip_distance", "double", "Distance in miles as the taximeter measured it"],
      ["fare_amount", "double", "Metered fare in US dollars, without tips and tolls"],
      ["pickup_zip", "int", "ZIP code where the ride began"],
      ["dropoff_zip", "int", "ZIP code where the ride ended"],
    ]),
    // Airport rides cost a flat 52 dollars. About one row in 150 is faulty: a negative fare, a ride that ends
    // before it begins, a distance of zero, a missing ZIP code.
    select: `
      WITH base AS (
        SELECT range AS i,
          TIMESTAMP '2016-01-01' + to_days(upto(u(range, 'day'), 60)::INTEGER)
            + to_hours(pick(${sqlList(HOURS)}, u(range, 'hour'))) + to_seconds(upto(u(range, 'second'), 3600)) AS pickup,
          u(range, 'airport') < 0.035 AS airport,
          u(range, 'fault') AS fault
        FROM range(${TRIPS})
      ), ride AS (
        SELECT *, CASE WHEN airport THEN 15.5 + 3 * u(i, 'far')
            ELSE least(greatest(exp(0.48 + 0.78 * normal(i, 'distance')), 0.2), 28) END AS miles,
          CASE WHEN hour(pickup) BETWEEN 7 AND 19 THEN 9.5 ELSE 14.5 END * (0.75 + 0.6 * u(i, 'speed'))
            * CASE WHEN airport THEN 2 ELSE 1 END AS mph
        FROM base
      ), fares AS (
        SELECT *, round(miles, 2) AS distance, pickup + to_seconds((miles / mph * 3600)::BIGINT) AS dropoff,
          CASE WHEN airport THEN 52.0 ELSE round((2.5 + 2.1 * miles + 0.42 * miles / mph * 60) * 2) / 2 END AS fare
        FROM ride
      )
      SELECT timezone('UTC', CASE WHEN fault BETWEEN 0.0060 AND 0.00603 THEN pickup - to_years(8) ELSE pickup END),
        timezone('UTC', CASE WHEN fault BETWEEN 0.0010 AND 0.0018 THEN pickup - to_minutes(7) ELSE dropoff END),
        CASE WHEN fault BETWEEN 0.0020 AND 0.0040 THEN 0.0 ELSE distance END,
        CASE WHEN fault < 0.0008 THEN -fare WHEN fault BETWEEN 0.0042 AND 0.00425 THEN fare * 100 ELSE fare END,
        pick(${sqlList(MANHATTAN)}, u(i, 'from')),
        CASE WHEN fault BETWEEN 0.0045 AND 0.0058 THEN NULL WHEN airport THEN pick([11371, 11422, 11430], u(i, 'to'))
          WHEN u(i, 'leave') < 0.16 THEN pick(${sqlList(OUTER)}, u(i, 'to')) ELSE pick(${sqlList(MANHATTAN)}, u(i, 'to')) END
      FROM fares ORDER BY pickup, i`,
  },
];
