import { columns, type SampleTable, sqlList } from "./sample-table.ts";

const CUSTOMERS = 3000;
const TRANSACTIONS = 36_000;

/** city, district, country, continent, longitude, latitude */
const PLACES: [string, string, string, string, number, number][] = [
  ["Lisbon", "Alfama", "Portugal", "Europe", -9.13, 38.71],
  ["Porto", "Ribeira", "Portugal", "Europe", -8.61, 41.14],
  ["Lyon", "Croix-Rousse", "France", "Europe", 4.83, 45.77],
  ["Nantes", "Bouffay", "France", "Europe", -1.55, 47.21],
  ["Hamburg", "Altona", "Germany", "Europe", 9.93, 53.55],
  ["Leipzig", "Plagwitz", "Germany", "Europe", 12.33, 51.33],
  ["Graz", "Lend", "Austria", "Europe", 15.43, 47.07],
  ["Bologna", "Santo Stefano", "Italy", "Europe", 11.35, 44.49],
  ["Turin", "San Salvario", "Italy", "Europe", 7.68, 45.05],
  ["Ghent", "Patershol", "Belgium", "Europe", 3.72, 51.06],
  ["Aarhus", "Trøjborg", "Denmark", "Europe", 10.21, 56.17],
  ["Gothenburg", "Haga", "Sweden", "Europe", 11.96, 57.7],
  ["Kraków", "Kazimierz", "Poland", "Europe", 19.94, 50.05],
  ["Leeds", "Headingley", "United Kingdom", "Europe", -1.58, 53.82],
  ["Portland", "Alberta", "United States", "North America", -122.65, 45.56],
  ["Denver", "Highlands", "United States", "North America", -105.01, 39.76],
  ["Austin", "Hyde Park", "United States", "North America", -97.73, 30.3],
  ["Chicago", "Pilsen", "United States", "North America", -87.66, 41.86],
  ["Providence", "Federal Hill", "United States", "North America", -71.43, 41.82],
  ["Montréal", "Mile End", "Canada", "North America", -73.6, 45.52],
  ["Halifax", "North End", "Canada", "North America", -63.59, 44.66],
  ["Guadalajara", "Americana", "Mexico", "North America", -103.37, 20.67],
  ["Rosario", "Pichincha", "Argentina", "South America", -60.66, -32.94],
  ["Curitiba", "Batel", "Brazil", "South America", -49.29, -25.44],
  ["Kyoto", "Nakagyo", "Japan", "Asia", 135.76, 35.01],
  ["Fukuoka", "Daimyo", "Japan", "Asia", 130.39, 33.59],
  ["Busan", "Jeonpo", "South Korea", "Asia", 129.06, 35.16],
  ["Pune", "Koregaon Park", "India", "Asia", 73.89, 18.54],
  ["Kochi", "Fort Kochi", "India", "Asia", 76.24, 9.97],
  ["Penang", "George Town", "Malaysia", "Asia", 100.34, 5.41],
  ["Wellington", "Newtown", "New Zealand", "Oceania", 174.78, -41.31],
  ["Hobart", "Battery Point", "Australia", "Oceania", 147.33, -42.89],
  ["Fremantle", "White Gum Valley", "Australia", "Oceania", 115.77, -32.06],
  ["Accra", "Osu", "Ghana", "Africa", -0.18, 5.56],
  ["Stellenbosch", "Die Boord", "South Africa", "Africa", 18.86, -33.94],
  ["Essaouira", "Medina", "Morocco", "Africa", -9.77, 31.51],
];
const PRODUCTS: [string, number][] = [
  ["Seeded Sourdough", 4],
  ["Cardamom Knot", 3],
  ["Almond Croissant", 4],
  ["Rye Shortbread", 2],
  ["Lemon Poppy Cake", 3],
  ["Salted Caramel Tart", 5],
];
const FIRST = [
  "Amara",
  "Anton",
  "Beatriz",
  "Carl",
  "Chiara",
  "Dario",
  "Elif",
  "Emeka",
  "Fatima",
  "Freya",
  "Goran",
  "Hana",
  "Ines",
  "Ivo",
  "Jonas",
  "Kavya",
  "Lena",
  "Liam",
  "Mateo",
  "Mei",
  "Nadia",
  "Noor",
  "Olga",
  "Pablo",
  "Priya",
  "Rosa",
  "Samir",
  "Sofia",
  "Tariq",
  "Thea",
  "Uma",
  "Viktor",
  "Wanda",
  "Yuki",
  "Zara",
  "Zoltan",
];
const LAST = [
  "Almeida",
  "Bauer",
  "Castillo",
  "Diallo",
  "Eriksen",
  "Fontaine",
  "García",
  "Haddad",
  "Ivanova",
  "Jansen",
  "Kaur",
  "Lindqvist",
  "Moreau",
  "Nakamura",
  "Okafor",
  "Petrov",
  "Quintero",
  "Rossi",
  "Schneider",
  "Tanaka",
  "Ueda",
  "Varga",
  "Walsh",
  "Xu",
  "Yilmaz",
  "Zieliński",
];
const NAMES = [
  "Crumb & Co",
  "The Warm Loaf",
  "Rise and Shine",
  "Golden Crust",
  "Corner Oven",
  "Morning Batch",
  "Flour Power",
  "Butter Lane",
  "The Daily Knead",
  "Hearth House",
  "Sugar Mill",
  "Sweet Corner",
];
const INGREDIENTS = [
  "wheat flour",
  "rye flour",
  "butter",
  "cane sugar",
  "vanilla",
  "cocoa",
  "almonds",
  "sea salt",
  "eggs",
  "cardamom",
  "lemons",
  "poppy seed",
];
const GOOD = [
  "was still warm and smelled wonderful",
  "is the best I had this year",
  "sold out by noon, and I see why",
  "was worth the queue",
  "reminded me of my grandmother's kitchen",
];
const BAD = [
  "was dry and a little stale",
  "cost too much for its size",
  "was burnt on one side",
  "arrived cold and late",
  "tasted of nothing but sugar",
];
const SERVICE = [
  "The staff knew me by my second visit.",
  "Service was slow on Saturday.",
  "Good coffee, too.",
  "Few seats, so take it away.",
  "They should open earlier.",
  "I will come back.",
];

const places = PLACES.map(
  ([city, district, country, continent, longitude, latitude], index) =>
    `(${index}, '${city}', '${district}', '${country}', '${continent}', ${longitude}::DOUBLE, ${latitude}::DOUBLE)`,
).join(", ");
const place = `(VALUES ${places}) AS place(n, city, district, country, continent, longitude, latitude)`;
const franchises = PLACES.length;
const products = sqlList(PRODUCTS.map(([name]) => name));
const prices = sqlList(PRODUCTS.map(([, price]) => price));
const schema = "bakehouse";

export const BAKEHOUSE: SampleTable[] = [
  {
    schema,
    name: "sales_suppliers",
    comment: "Suppliers of ingredients to the bakeries (made-up data).",
    columns: columns([
      ["supplierID", "bigint", "Key of the supplier"],
      ["name", "string", "Name of the supplier"],
      ["ingredient", "string", "What it delivers"],
      ["continent", "string", "Continent of its seat"],
      ["city", "string", "City of its seat"],
      ["district", "string", "District of its seat"],
      ["size", "string", "S, M, L or XL"],
      ["longitude", "double", "Longitude in degrees"],
      ["latitude", "double", "Latitude in degrees"],
      ["approved", "string", "Y when it passed the yearly audit, else N"],
    ]),
    select: `SELECT 4000000 + range, pick(${sqlList(LAST)}, u(range, 's1')) || ' ' || pick(['Mills', 'Farms', 'Trading', 'Foods', 'Dairy'], u(range, 's2')),
        ${sqlList(INGREDIENTS)}[1 + range % ${INGREDIENTS.length}], continent, city, district,
        pick(['S', 'M', 'L', 'XL'], u(range, 's3')), longitude, latitude, CASE WHEN u(range, 's4') < 0.85 THEN 'Y' ELSE 'N' END
      FROM range(27) JOIN ${place} ON n = (range * 7 + 3) % ${franchises} ORDER BY range`,
  },
  {
    schema,
    name: "sales_franchises",
    comment: "The bakeries, one row each (made-up data).",
    columns: columns([
      ["franchiseID", "bigint", "Key of the bakery"],
      ["name", "string", "Name over the door"],
      ["city", "string", "City"],
      ["district", "string", "District of the city"],
      ["zipcode", "string", "Postal code; missing where there is none"],
      ["country", "string", "Country"],
      ["size", "string", "S, M, L or XL by floor space"],
      ["longitude", "double", "Longitude in degrees"],
      ["latitude", "double", "Latitude in degrees"],
      ["supplierID", "bigint", "Main supplier, see sales_suppliers"],
    ]),
    select: `SELECT 3000000 + n, ${sqlList(NAMES)}[1 + n % ${NAMES.length}] || ' ' || district, city, district,
        CASE WHEN u(n, 'f1') < 0.85 THEN lpad(upto(u(n, 'f2'), 90000)::VARCHAR, 5, '1') END, country,
        pick(['S', 'M', 'M', 'L', 'XL'], u(n, 'f3')), longitude, latitude, 4000000 + upto(u(n, 'f4'), 27)
      FROM ${place} ORDER BY n`,
  },
  {
    schema,
    name: "sales_customers",
    comment: "Customers with a loyalty card (made-up people).",
    columns: columns([
      ["customerID", "bigint", "Key of the customer"],
      ["first_name", "string", "First name"],
      ["last_name", "string", "Last name"],
      ["email_address", "string", "E-mail address; missing when none was given"],
      ["phone_number", "string", "Telephone number"],
      ["address", "string", "Street and number"],
      ["city", "string", "City"],
      ["state", "string", "District or state"],
      ["country", "string", "Country"],
      ["continent", "string", "Continent"],
      ["postal_zip_code", "bigint", "Postal code"],
      ["gender", "string", "female, male or missing"],
    ]),
    select: `WITH person AS (
        SELECT range AS i, pick(${sqlList(FIRST)}, u(range, 'c1')) AS first, pick(${sqlList(LAST)}, u(range, 'c2')) AS last
        FROM range(${CUSTOMERS})
      )
      SELECT 2000000 + i, first, last,
        CASE WHEN u(i, 'c3') < 0.96 THEN lower(strip_accents(first || '.' || last)) || i || '@' || pick(['example.com', 'example.org', 'example.net'], u(i, 'c4')) END,
        '+' || (20 + upto(u(i, 'c5'), 60)) || ' 555 ' || lpad(upto(u(i, 'c6'), 10000000)::VARCHAR, 7, '0'),
        pick(['Mill Street', 'Station Road', 'Linden Lane', 'Harbour Walk', 'Garden Row', 'Church Hill'], u(i, 'c7')) || ' ' || (1 + upto(u(i, 'c8'), 180)),
        city, district, country, continent, 10000 + upto(u(i, 'c9'), 89999),
        pick(['female', 'male', 'female', 'male', 'female', 'male', NULL], u(i, 'c10'))
      FROM person JOIN ${place} ON n = upto(pow(u(i, 'c11'), 1.6), ${franchises}) ORDER BY i`,
  },
  {
    schema,
    name: "sales_transactions",
    comment: "Sales at the till in spring 2024, one row per product sold (made-up data).",
    columns: columns([
      ["transactionID", "bigint", "Key of the sale"],
      ["customerID", "bigint", "Who bought, see sales_customers"],
      ["franchiseID", "bigint", "Where, see sales_franchises"],
      ["dateTime", "timestamp", "When"],
      ["product", "string", "Name of the product"],
      ["quantity", "bigint", "How many pieces"],
      ["unitPrice", "bigint", "Price of one piece in US dollars"],
      ["totalPrice", "bigint", "quantity times unitPrice"],
      ["paymentMethod", "string", "visa, mastercard, amex or cash"],
      ["cardNumber", "bigint", "Number of the card (not a real one); missing for cash"],
    ]),
    select: `WITH sale AS (
        SELECT range AS i, 1 + upto(pow(u(range, 't1'), 0.85), ${PRODUCTS.length}) AS product,
          1 + upto(pow(u(range, 't2'), 2.2), 24) AS quantity,
          pick(['visa', 'visa', 'mastercard', 'mastercard', 'amex', 'cash'], u(range, 't3')) AS method,
          TIMESTAMP '2024-03-01 06:30:00' + to_days(upto(pow(u(range, 't4'), 0.9), 92)::INTEGER) + to_seconds(upto(sqrt(u(range, 't5')) * u(range, 't6'), 43200)) AS moment
        FROM range(${TRANSACTIONS})
      )
      SELECT 1000000 + i, 2000000 + upto(pow(u(i, 't7'), 1.4), ${CUSTOMERS}) * 1301 % ${CUSTOMERS}, 3000000 + (upto(pow(u(i, 't8'), 1.25), ${franchises}) * 17 + 5) % ${franchises},
        timezone('UTC', moment), ${products}[product], quantity, ${prices}[product], quantity * ${prices}[product], method,
        CASE WHEN method <> 'cash' THEN 4000000000000000 + upto(u(i, 't9'), 999999999999) END
      FROM sale ORDER BY i`,
  },
  {
    schema,
    name: "media_customer_reviews",
    comment: "What customers wrote about the bakeries on the web (made-up texts).",
    columns: columns([
      ["review", "string", "Text of the review"],
      ["franchiseID", "bigint", "The bakery it is about, see sales_franchises"],
      ["review_date", "timestamp", "When it was written"],
      ["new_id", "int", "Key of the review"],
    ]),
    select: `SELECT 'The ' || lower(pick(${products}, u(range, 'r1'))) || ' ' ||
          CASE WHEN u(range, 'r2') < 0.7 THEN pick(${sqlList(GOOD)}, u(range, 'r3')) ELSE pick(${sqlList(BAD)}, u(range, 'r3')) END || '. ' ||
          pick(${sqlList(SERVICE)}, u(range, 'r4')),
        3000000 + (upto(pow(u(range, 'r5'), 1.2), ${franchises}) * 17 + 5) % ${franchises},
        timezone('UTC', TIMESTAMP '2024-03-02' + to_minutes(upto(u(range, 'r6'), 132000))), (range + 1)::INTEGER
      FROM range(400) ORDER BY range`,
  },
];
