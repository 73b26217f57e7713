import { columns, type SampleTable, sqlList } from "./sample-table.ts";

const CUSTOMERS = 3000;
const ORDERS = 30_000;
const PARTS = 4000;
const SUPPLIERS = 200;

const REGIONS = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"];
/** name, key of its region; the key of a nation is its place in the list */
const NATIONS: [string, number][] = [
  ["ALGERIA", 0],
  ["ARGENTINA", 1],
  ["BRAZIL", 1],
  ["CANADA", 1],
  ["EGYPT", 4],
  ["ETHIOPIA", 0],
  ["FRANCE", 3],
  ["GERMANY", 3],
  ["INDIA", 2],
  ["INDONESIA", 2],
  ["IRAN", 4],
  ["IRAQ", 4],
  ["JAPAN", 2],
  ["JORDAN", 4],
  ["KENYA", 0],
  ["MOROCCO", 0],
  ["MOZAMBIQUE", 0],
  ["PERU", 1],
  ["CHINA", 2],
  ["ROMANIA", 3],
  ["SAUDI ARABIA", 4],
  ["VIETNAM", 2],
  ["RUSSIA", 3],
  ["UNITED KINGDOM", 3],
  ["UNITED STATES", 1],
];
const TRADE = [
  "Anchor",
  "Beacon",
  "Cedar",
  "Delta",
  "Ember",
  "Falcon",
  "Granite",
  "Harbor",
  "Iron",
  "Juniper",
  "Keystone",
  "Lumen",
  "Meridian",
  "North",
  "Orchard",
  "Pioneer",
  "Quarry",
  "River",
  "Summit",
  "Timber",
];
const LINES = [
  "Logistics",
  "Foods",
  "Machinery",
  "Textiles",
  "Interiors",
  "Motors",
  "Supply",
  "Tools",
  "Paper",
  "Glass",
];
const COLORS = [
  "amber",
  "azure",
  "black",
  "coral",
  "crimson",
  "green",
  "indigo",
  "ivory",
  "olive",
  "plum",
  "silver",
  "white",
];
const THINGS = [
  "bearing",
  "bracket",
  "cable",
  "coupling",
  "fan",
  "filter",
  "gasket",
  "hinge",
  "pump",
  "sensor",
  "spring",
  "valve",
];
const REMARKS = [
  "deliver to the back gate",
  "call before arrival",
  "leave with the neighbour",
  "fragile",
  "no remarks",
  "partial delivery accepted",
  "gift wrapping requested",
  "invoice by mail",
];
const phone = (key: string, nation: string, salt: string) =>
  `(10 + ${nation}) || '-' || (100 + upto(u(${key}, '${salt}1'), 900)) || '-' || (100 + upto(u(${key}, '${salt}2'), 900)) || '-' || (1000 + upto(u(${key}, '${salt}3'), 9000))`;
const company = (key: string, salt: string) =>
  `pick(${sqlList(TRADE)}, u(${key}, '${salt}a')) || ' ' || pick(${sqlList(LINES)}, u(${key}, '${salt}b')) || ' ' || pick(['Ltd', 'GmbH', 'Inc', 'SA', 'Co'], u(${key}, '${salt}c'))`;
const street = (key: string, salt: string) =>
  `(1 + upto(u(${key}, '${salt}d'), 400)) || ' ' || pick(['Dock Road', 'Main Street', 'Canal Way', 'Foundry Lane', 'Market Square'], u(${key}, '${salt}e'))`;
const remark = (key: string, salt: string) => `pick(${sqlList(REMARKS)}, u(${key}, '${salt}f'))`;
const partPrice = "round(900 + (p_key % 1000) * 0.9 + p_key % 97, 2)";
const schema = "tpch";

export const TPCH: SampleTable[] = [
  {
    schema,
    name: "region",
    comment: "The five regions of the trading company (shapes of the TPC-H benchmark, data of our own).",
    columns: columns([
      ["r_regionkey", "bigint", "Key of the region"],
      ["r_name", "string", "Name of the region"],
      ["r_comment", "string", "Remark"],
    ]),
    select: `SELECT range, ${sqlList(REGIONS)}[1 + range], ${remark("range", "rg")} FROM range(${REGIONS.length}) ORDER BY range`,
  },
  {
    schema,
    name: "nation",
    comment: "Nations in which customers and suppliers sit.",
    columns: columns([
      ["n_nationkey", "bigint", "Key of the nation"],
      ["n_name", "string", "Name of the nation"],
      ["n_regionkey", "bigint", "Its region"],
      ["n_comment", "string", "Remark"],
    ]),
    select: `SELECT range, ${sqlList(NATIONS.map(([name]) => name))}[1 + range], ${sqlList(NATIONS.map(([, region]) => region))}[1 + range], ${remark("range", "na")}
      FROM range(${NATIONS.length}) ORDER BY range`,
  },
  {
    schema,
    name: "customer",
    comment: "Customers of the trading company.",
    columns: columns([
      ["c_custkey", "bigint", "Key of the customer"],
      ["c_name", "string", "Name of the company"],
      ["c_address", "string", "Street and number"],
      ["c_nationkey", "bigint", "Its nation"],
      ["c_phone", "string", "Telephone, beginning with the country's code"],
      ["c_acctbal", "decimal(18,2)", "Balance of its account"],
      ["c_mktsegment", "string", "Branch of trade"],
      ["c_comment", "string", "Remark"],
    ]),
    select: `WITH c AS (SELECT range + 1 AS k, upto(u(range, 'cn'), ${NATIONS.length}) AS nation FROM range(${CUSTOMERS}))
      SELECT k, ${company("k", "cu")}, ${street("k", "cu")}, nation, ${phone("k", "nation", "cp")}, round(-999 + u(k, 'cb') * 10998, 2),
        pick(['AUTOMOBILE', 'BUILDING', 'FURNITURE', 'MACHINERY', 'HOUSEHOLD'], u(k, 'cm')), ${remark("k", "cu")} FROM c ORDER BY k`,
  },
  {
    schema,
    name: "supplier",
    comment: "Suppliers of parts.",
    columns: columns([
      ["s_suppkey", "bigint", "Key of the supplier"],
      ["s_name", "string", "Name of the company"],
      ["s_address", "string", "Street and number"],
      ["s_nationkey", "bigint", "Its nation"],
      ["s_phone", "string", "Telephone, beginning with the country's code"],
      ["s_acctbal", "decimal(18,2)", "Balance of its account"],
      ["s_comment", "string", "Remark"],
    ]),
    select: `WITH s AS (SELECT range + 1 AS k, upto(u(range, 'sn'), ${NATIONS.length}) AS nation FROM range(${SUPPLIERS}))
      SELECT k, ${company("k", "su")}, ${street("k", "su")}, nation, ${phone("k", "nation", "sp")}, round(-999 + u(k, 'sb') * 10998, 2), ${remark("k", "su")}
      FROM s ORDER BY k`,
  },
  {
    schema,
    name: "part",
    comment: "Parts that are traded.",
    columns: columns([
      ["p_partkey", "bigint", "Key of the part"],
      ["p_name", "string", "Name"],
      ["p_mfgr", "string", "Manufacturer"],
      ["p_brand", "string", "Brand"],
      ["p_type", "string", "Finish and material"],
      ["p_size", "int", "Size"],
      ["p_container", "string", "How it is packed"],
      ["p_retailprice", "decimal(18,2)", "Retail price"],
      ["p_comment", "string", "Remark"],
    ]),
    select: `WITH p AS (SELECT range + 1 AS p_key, 1 + upto(u(range, 'pm'), 5) AS maker FROM range(${PARTS}))
      SELECT p_key, pick(${sqlList(COLORS)}, u(p_key, 'p1')) || ' ' || pick(${sqlList(THINGS)}, u(p_key, 'p2')),
        'Manufacturer#' || maker, 'Brand#' || maker || (1 + upto(u(p_key, 'p3'), 5)),
        pick(['STANDARD', 'SMALL', 'MEDIUM', 'LARGE', 'ECONOMY', 'PROMO'], u(p_key, 'p4')) || ' ' || pick(['PLATED', 'POLISHED', 'BRUSHED', 'BURNISHED'], u(p_key, 'p5'))
          || ' ' || pick(['BRASS', 'COPPER', 'NICKEL', 'STEEL', 'TIN'], u(p_key, 'p6')),
        (1 + upto(u(p_key, 'p7'), 50))::INTEGER, pick(['SM', 'MED', 'LG', 'JUMBO', 'WRAP'], u(p_key, 'p8')) || ' ' || pick(['BOX', 'CASE', 'BAG', 'DRUM', 'PACK'], u(p_key, 'p9')),
        ${partPrice}, ${remark("p_key", "pa")} FROM p ORDER BY p_key`,
  },
  {
    schema,
    name: "partsupp",
    comment: "Which supplier offers which part, at what cost and in what quantity.",
    columns: columns([
      ["ps_partkey", "bigint", "The part"],
      ["ps_suppkey", "bigint", "The supplier"],
      ["ps_availqty", "int", "Pieces in stock"],
      ["ps_supplycost", "decimal(18,2)", "Cost of one piece"],
      ["ps_comment", "string", "Remark"],
    ]),
    select: `WITH ps AS (SELECT p.range + 1 AS part, s.range AS nth, (p.range * 7 + s.range * 53) % ${SUPPLIERS} + 1 AS supplier, p.range * 4 + s.range AS k
        FROM range(${PARTS}) AS p(range), range(4) AS s(range))
      SELECT part, supplier, (1 + upto(u(k, 'ps1'), 9999))::INTEGER, round(1 + u(k, 'ps2') * 999, 2), ${remark("k", "ps")} FROM ps ORDER BY part, nth`,
  },
  {
    schema,
    name: "orders",
    comment: "Orders of customers, 1992 to 1998.",
    columns: columns([
      ["o_orderkey", "bigint", "Key of the order"],
      ["o_custkey", "bigint", "Who ordered"],
      ["o_orderstatus", "string", "F finished, O open, P partly delivered"],
      ["o_totalprice", "decimal(18,2)", "Sum of its lines with discount and tax"],
      ["o_orderdate", "date", "Date of the order"],
      ["o_orderpriority", "string", "1-URGENT to 5-LOW"],
      ["o_clerk", "string", "Who took the order"],
      ["o_shippriority", "int", "Always 0"],
      ["o_comment", "string", "Remark"],
    ]),
    // A third of the customers has never ordered. The total is filled in from the lines.
    select: `SELECT range + 1, CASE WHEN c % 3 = 0 THEN c - 1 ELSE c END, 'O', 0, DATE '1992-01-01' + upto(u(range, 'od'), 2406)::INTEGER,
        pick(['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'], u(range, 'op')), 'Clerk#' || lpad((1 + upto(u(range, 'oc'), 100))::VARCHAR, 9, '0'), 0, ${remark("range", "or")}
      FROM (SELECT range, 2 + upto(u(range, 'ocu'), ${CUSTOMERS - 2}) AS c FROM range(${ORDERS})) ORDER BY range`,
  },
  {
    schema,
    name: "lineitem",
    comment: "Lines of orders: what was sold, for how much, and how it was shipped.",
    columns: columns([
      ["l_orderkey", "bigint", "The order"],
      ["l_partkey", "bigint", "The part"],
      ["l_suppkey", "bigint", "The supplier"],
      ["l_linenumber", "int", "Number of the line within the order"],
      ["l_quantity", "decimal(18,2)", "Pieces"],
      ["l_extendedprice", "decimal(18,2)", "Pieces times price"],
      ["l_discount", "decimal(18,2)", "Discount as a fraction"],
      ["l_tax", "decimal(18,2)", "Tax as a fraction"],
      ["l_returnflag", "string", "R returned, A accepted, N not yet known"],
      ["l_linestatus", "string", "O open, F shipped"],
      ["l_shipdate", "date", "Shipped on"],
      ["l_commitdate", "date", "Promised for"],
      ["l_receiptdate", "date", "Received on"],
      ["l_shipinstruct", "string", "Instruction for the carrier"],
      ["l_shipmode", "string", "Way of transport"],
      ["l_comment", "string", "Remark"],
    ]),
    select: `WITH line AS (
        SELECT o_orderkey, o_orderdate, n, o_orderkey * 8 + n AS k FROM {db}.tpch.orders, range(1, 8) AS lines(n)
        WHERE n <= 1 + upto(u(o_orderkey, 'lines'), 7)
      ), detail AS (
        SELECT *, 1 + upto(u(k, 'l1'), ${PARTS}) AS p_key, 1 + upto(u(k, 'l2'), 50) AS quantity,
          o_orderdate + (1 + upto(u(k, 'l3'), 121))::INTEGER AS shipped FROM line
      )
      SELECT o_orderkey, p_key, ((p_key - 1) * 7 + upto(u(k, 'l4'), 4) * 53) % ${SUPPLIERS} + 1, n::INTEGER, quantity, quantity * ${partPrice},
        upto(u(k, 'l5'), 11) / 100.0, upto(u(k, 'l6'), 9) / 100.0,
        CASE WHEN shipped <= DATE '1995-06-17' THEN pick(['R', 'A'], u(k, 'l7')) ELSE 'N' END, CASE WHEN shipped > DATE '1995-06-17' THEN 'O' ELSE 'F' END,
        shipped, o_orderdate + (30 + upto(u(k, 'l8'), 61))::INTEGER, shipped + (1 + upto(u(k, 'l9'), 30))::INTEGER,
        pick(['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'], u(k, 'l10')), pick(['AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB', 'REG AIR'], u(k, 'l11')), ${remark("k", "li")}
      FROM detail ORDER BY o_orderkey, n`,
  },
];

/** Brings the orders' totals and states in line with their lines. */
export const TPCH_FINISH = [
  `UPDATE {db}.tpch.orders SET o_totalprice = s.total, o_orderstatus = s.state FROM (
     SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount) * (1 + l_tax))::DECIMAL(18,2) AS total,
       CASE WHEN bool_and(l_linestatus = 'F') THEN 'F' WHEN bool_or(l_linestatus = 'F') THEN 'P' ELSE 'O' END AS state
     FROM {db}.tpch.lineitem GROUP BY l_orderkey) AS s WHERE o_orderkey = s.l_orderkey`,
];
