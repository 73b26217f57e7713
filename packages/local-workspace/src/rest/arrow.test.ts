import { type Table, tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

const path = "/api/2.0/sql/statements";
let desk: Desk;
const call: Desk["call"] = (...request) => desk.call(...request);
const run = (statement: string, extra: object = {}) =>
  desk.statement(statement, { format: "ARROW_STREAM", disposition: "EXTERNAL_LINKS", ...extra });
const fetchLink = async (link: string) => {
  const { pathname, search, host } = new URL(link);
  const request = new Request(`http://${host}${pathname}${search}`);
  return desk.workspace().fetch(request);
};
/** The chunks of a linked result, each read by Arrow's own reader. */
async function tables(answer: { statement_id: string; manifest: { total_chunk_count: number } }) {
  const read: Table[] = [];
  for (let index = 0; index < answer.manifest.total_chunk_count; index++) {
    const { body } = await call("GET", `${path}/${answer.statement_id}/result/chunks/${index}`);
    const response = await fetchLink(body.external_links[0].external_link);
    expect(response.headers.get("content-type")).toBe("application/vnd.apache.arrow.stream");
    read.push(tableFromIPC(new Uint8Array(await response.arrayBuffer())));
  }
  return read;
}
const one = async (statement: string) => {
  const answer = await run(statement);
  expect(answer.status).toEqual({ state: "SUCCEEDED" });
  return (await tables(answer))[0]!;
};

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
});

test("every SQL type has its Arrow type, and says its own in the field's metadata", async () => {
  const table = await one(`SELECT true b, 1Y t, 2S s, 3 i, 4L l, CAST(1.5 AS FLOAT) f, 2.5D d,
    CAST(12.34 AS DECIMAL(4,2)) d4, CAST(12.34 AS DECIMAL(9,2)) d9, CAST(-12.34 AS DECIMAL(18,2)) d18,
    CAST('12345678901234567890123456789.12' AS DECIMAL(38,2)) d38, 'text' str, X'00FF' bin,
    DATE '2024-02-29' dt, TIMESTAMP '2024-02-29 12:34:56.789012' ts, TIMESTAMP_NTZ '1969-12-31 23:59:59.999999' ntz,
    INTERVAL '1-2' YEAR TO MONTH ym, INTERVAL '-1 02:03:04.5' DAY TO SECOND ds, array(1, NULL, 3) arr,
    map('a', 1, 'b', NULL) m, named_struct('x', 1, 'y', 'z') st, parse_json('{"a":[1,2]}') v, NULL n,
    CAST('x' AS CHAR(3)) ch`);
  const types = Object.fromEntries(table.schema.fields.map((field) => [field.name, String(field.type)]));
  expect(types).toEqual({
    b: "Bool",
    t: "Int8",
    s: "Int16",
    i: "Int32",
    l: "Int64",
    f: "Float32",
    d: "Float64",
    d4: "Decimal[4e+2]",
    d9: "Decimal[9e+2]",
    d18: "Decimal[18e+2]",
    d38: "Decimal[38e+2]",
    str: "Utf8",
    bin: "Binary",
    dt: "Date32<DAY>",
    ts: "Timestamp<MICROSECOND, UTC>",
    ntz: "Timestamp<MICROSECOND>",
    ym: "Interval<YEAR_MONTH>",
    ds: "Duration<MICROSECOND>",
    arr: "List<Int32>",
    m: "Map<{key:Utf8, value:Int32}>",
    st: "Struct<{x:Int32, y:Utf8}>",
    v: "Utf8",
    n: "Null",
    ch: "Utf8",
  });
  const metadata = (name: string) =>
    table.schema.fields.find((field) => field.name === name)?.metadata.get("Spark:DataType:SqlName");
  expect([metadata("arr"), metadata("d9"), metadata("ym")]).toEqual([
    "ARRAY<INT>",
    "DECIMAL(9,2)",
    "INTERVAL YEAR TO MONTH",
  ]);
  /** The memory of a column's only value. */
  const raw = (name: string) => table.getChild(name)!.data[0]!.values as { [index: number]: unknown };
  const decimal = (name: string) => {
    const words = raw(name) as unknown as Uint32Array;
    return [...words].reduceRight((sum, word) => (sum << 32n) + BigInt(word), 0n);
  };
  const row = table.get(0)!;
  expect([row.b, row.t, row.s, row.i, row.l, row.f, row.d]).toEqual([true, 1, 2, 3, 4n, 1.5, 2.5]);
  expect(["d4", "d9", "d38"].map(decimal)).toEqual([1234n, 1234n, 1234567890123456789012345678912n]);
  expect(BigInt.asIntN(128, decimal("d18"))).toBe(-1234n);
  expect([row.str, row.v, row.n]).toEqual(["text", '{"a":[1,2]}', null]);
  expect([...row.bin]).toEqual([0, 255]);
  expect(raw("dt")[0]).toBe(Date.UTC(2024, 1, 29) / 86_400_000);
  expect(raw("ts")[0]).toBe(BigInt(Date.UTC(2024, 1, 29, 12, 34, 56)) * 1000n + 789_012n);
  expect(raw("ntz")[0]).toBe(-1n);
  expect(raw("ym")[0]).toBe(14);
  expect(raw("ds")[0]).toBe(-((26n * 3600n + 3n * 60n + 4n) * 1_000_000n + 500_000n));
  expect([...row.arr]).toEqual([1, null, 3]);
  expect(row.m.toJSON()).toEqual({ a: 1, b: null });
  expect(row.st.toJSON()).toEqual({ x: 1, y: "z" });
});

test("a large result is chunked; its rows, nulls and long texts are those of JSON_ARRAY, in order", async () => {
  const sql = `SELECT id, IF(id % 7 = 0, NULL, id * 3) AS n, IF(id % 5 = 0, NULL, repeat('ab', CAST(id % 11 AS INT))) AS s,
    concat('number ', id, ' of all those that there are') AS long, id % 3 = 0 AS b,
    IF(id % 13 = 0, NULL, array(id, NULL, id + 1)) AS a,
    IF(id % 4 = 0, NULL, named_struct('k', id, 'm', map(CAST(id AS STRING), array(CAST(id AS STRING))))) AS st
    FROM range(300000) ORDER BY id DESC`;
  const answer = await run(sql);
  expect(answer.manifest.format).toBe("ARROW_STREAM");
  expect(answer.manifest.total_row_count).toBe(300_000);
  expect(answer.manifest.total_chunk_count).toBeGreaterThan(2);
  expect(answer.result.external_links[0]).toMatchObject({ chunk_index: 0, next_chunk_index: 1 });
  const read = await tables(answer);
  expect(read.map((table) => table.numRows)).toEqual(
    answer.manifest.chunks.map((chunk: { row_count: number }) => chunk.row_count),
  );
  let expected = 300_000;
  for (const table of read) {
    const column = (name: string) => table.getChild(name)!;
    for (let index = 0; index < table.numRows; index++) {
      const id = --expected;
      if (index % 97 > 3) continue;
      const text = String(id);
      const struct = column("st").get(index);
      const actual = {
        id: column("id").get(index),
        n: column("n").get(index),
        s: column("s").get(index),
        long: column("long").get(index),
        b: column("b").get(index),
        a: column("a").get(index)?.toArray() ?? null,
        st: struct && [
          struct.k,
          Object.entries(struct.m.toJSON()).map(([key, list]) => [key, [...(list as [])]]),
        ],
      };
      expect(actual).toEqual({
        id: BigInt(id),
        n: id % 7 === 0 ? null : BigInt(id) * 3n,
        s: id % 5 === 0 ? null : "ab".repeat(id % 11),
        long: `number ${id} of all those that there are`,
        b: id % 3 === 0,
        a: id % 13 === 0 ? null : expect.anything(),
        st: id % 4 === 0 ? null : [BigInt(id), [[text, [text]]]],
      });
      if (actual.a) expect([...column("a").get(index)]).toEqual([BigInt(id), null, BigInt(id + 1)]);
    }
  }
  expect(expected).toBe(0);
});

test("lists that share elements, empty ones and texts of every length", async () => {
  const table =
    await one(`SELECT array('same', 'for all of the rows') c, array_repeat(id, CAST(id % 3 AS INT)) r,
    repeat('é', CAST(id % 40 AS INT)) t, CAST(repeat('z', CAST(id % 20 AS INT)) AS BINARY) bin FROM range(5000)`);
  for (let id = 0; id < 5000; id++) {
    expect([...table.getChild("c")!.get(id)]).toEqual(["same", "for all of the rows"]);
    expect([...table.getChild("r")!.get(id)]).toEqual(Array.from({ length: id % 3 }, () => BigInt(id)));
    expect(table.getChild("t")!.get(id)).toBe("é".repeat(id % 40));
    expect(table.getChild("bin")!.get(id)).toHaveLength(id % 20);
  }
});

test("INLINE gives the stream as an attachment, chunk by chunk", async () => {
  const answer = await run("SELECT id, concat('row ', id) AS s FROM range(200000)", {
    disposition: "INLINE",
  });
  expect(answer.result.data_array).toBeUndefined();
  const sizes = [];
  let result = answer.result;
  for (;;) {
    const table = tableFromIPC(Buffer.from(result.attachment, "base64"));
    expect(table.get(0)!.s).toBe(`row ${result.row_offset}`);
    sizes.push(table.numRows);
    if (!result.next_chunk_internal_link) break;
    result = (await call("GET", result.next_chunk_internal_link)).body;
  }
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(200_000);
  expect(sizes.length).toBeGreaterThan(1);
});

test("the server chooses with INLINE_OR_EXTERNAL_LINKS, by size", async () => {
  const small = await run("SELECT 1", { disposition: "INLINE_OR_EXTERNAL_LINKS" });
  expect(tableFromIPC(Buffer.from(small.result.attachment, "base64")).numRows).toBe(1);
  const large = await run("SELECT repeat('x', 100) FROM range(100000)", {
    disposition: "INLINE_OR_EXTERNAL_LINKS",
  });
  expect(large.result.external_links).toHaveLength(1);
});

test("an inline Arrow result above the limit fails and names the way out", async () => {
  const answer = await run("SELECT repeat('x', 1000) FROM range(30000)", { disposition: "INLINE" });
  expect(answer.status).toMatchObject({ state: "FAILED", error: { error_code: "BAD_REQUEST" } });
  expect(answer.status.error.message).toMatch(/EXTERNAL_LINKS/);
});

test("row_limit and byte_limit cut the stream and say so", async () => {
  const rows = await run("SELECT id FROM range(10000)", { row_limit: 3000 });
  expect(rows.manifest).toMatchObject({ truncated: true, total_row_count: 3000 });
  expect((await tables(rows)).map((table) => table.numRows)).toEqual([3000]);
  expect((await run("SELECT id FROM range(3000)", { row_limit: 3000 })).manifest.truncated).toBe(false);
  const bytes = await run("SELECT repeat('x', 100) AS s FROM range(5000)", { byte_limit: 10_000 });
  expect(bytes.manifest).toMatchObject({ truncated: true });
  expect(bytes.manifest.total_byte_count).toBeLessThanOrEqual(10_000);
  expect((await tables(bytes))[0]!.numRows).toBe(Math.floor(10_000 / 104));
});

test("rows the server knows itself, counts and empty results are Arrow too", async () => {
  await run("CREATE TABLE main.default.t (a INT, b STRING)");
  const inserted = await one("INSERT INTO main.default.t VALUES (1, 'x'), (2, 'it''s')");
  expect(inserted.get(0)!.toJSON()).toEqual({ num_affected_rows: 2n, num_inserted_rows: 2n });
  const described = await one("DESCRIBE TABLE main.default.t");
  expect(described.getChild("col_name")!.toArray()).toEqual(["a", "b"]);
  const shown = await one("SHOW TABLES IN main.default");
  expect(shown.get(0)!.toJSON()).toMatchObject({ tableName: "t", isTemporary: false });
  const none = await run("SELECT a, b FROM main.default.t WHERE false");
  expect(none.manifest).toMatchObject({ total_row_count: 0, truncated: false });
  const [empty] = await tables(none);
  expect([empty!.numRows, String(empty!.schema.fields[1]!.type)]).toEqual([0, "Utf8"]);
  const made = await run("CREATE TABLE main.default.u (a INT)");
  expect([made.status.state, made.result.external_links]).toEqual(["SUCCEEDED", []]);
});

test("a link has a quarter of an hour, needs no token and cannot be altered", async () => {
  const answer = await run("SELECT 1 AS one");
  const [{ external_link, expiration }] = answer.result.external_links;
  const seconds = (Date.parse(expiration) - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(14 * 60);
  expect(seconds).toBeLessThanOrEqual(15 * 60);
  expect((await fetchLink(external_link)).status).toBe(200);
  const later = external_link.replace(
    /expires=(\d+)/,
    (_: string, at: string) => `expires=${Number(at) + 60}`,
  );
  expect((await fetchLink(later)).status).toBe(403);
  expect((await fetchLink(external_link.replace("0.arrow", "0.json"))).status).toBe(403);
});

test("an error while rows are read fails the statement, and a cancel ends it", async () => {
  const failed = await run("SELECT 1 / (id - 5000) FROM range(10000)");
  expect(failed.status).toMatchObject({ state: "FAILED", sql_state: "22012" });
  const slow = await run("SELECT count(*) FROM range(100000000000) WHERE id % 7 = 1", { wait_timeout: "0s" });
  await call("POST", `${path}/${slow.statement_id}/cancel`);
  await expect
    .poll(async () => (await call("GET", `${path}/${slow.statement_id}`)).body.status.state, {
      timeout: 10_000,
    })
    .toBe("CANCELED");
});
