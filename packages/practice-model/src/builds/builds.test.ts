import { describe, expect, it } from "vitest";
import { examplePrompts } from "../example-prompts.ts";
import { AGENT_TOOLS, type Driven, drive, type ToolAnswer } from "../testing/drive.ts";
import { answerCatalog, type CatalogShape, resultOf, SAMPLES } from "../testing/sample-catalog.ts";

const prompt = (id: string): string => examplePrompts.find((one) => one.id === id)!.prompt;
const WORKSPACE: CatalogShape = { ...SAMPLES, "main.default.notes": "note string" };
const LIST = [...AGENT_TOOLS.filter((name) => !name.startsWith("Task")), "TodoWrite"];

type Answers = (name: string, input: Record<string, unknown>) => ToolAnswer | undefined;

/** A workspace in which every statement works: a row of tens for each named output, unless a test says otherwise. */
function build(text: string, own: Answers = () => undefined, tools: readonly string[] = LIST): Driven {
  return drive(text, {
    tools,
    answer(name, input) {
      const mine = own(name, input);
      if (mine !== undefined) return mine;
      if (name === "current_user")
        return '{"username":"me@example.com","home_path":"/Workspace/Users/me@example.com"}';
      if (name !== "execute_sql") return "ok";
      const sql = String(input.sql_query);
      const known = answerCatalog(sql, WORKSPACE);
      if (known !== undefined) return known;
      if (/^CREATE/.test(sql)) return "The statement succeeded; it gives no rows.";
      const named = [...sql.matchAll(/'([\w.]+)' AS table_name/g)].map((match) => match[1]!);
      if (named.length > 0)
        return resultOf(
          ["step", "table_name", "row_count"],
          named.map((one, at) => [at + 1, one, 100 - at]),
        );
      const names = [
        ...new Set([...sql.matchAll(/(?<!CAST\([^)]*)\bAS (?!DATE|STRING)(\w+)/g)].map((match) => match[1]!)),
      ];
      const cell = (name: string, n: number): string =>
        /^(?:week|month|day|event_date)$|_day$/.test(name) ? `2016-01-0${n}` : String(10 * n);
      return names.length > 0
        ? resultOf(
            names,
            [1, 2].map((n) => names.map((column) => cell(column, n))),
          )
        : resultOf(["a"], [[1]]);
    },
  });
}

const todosOf = (driven: Driven): string[][] =>
  driven.calls
    .filter((c) => c.name === "TodoWrite")
    .map((c) => (c.input.todos as { status: string }[]).map((todo) => todo.status));

describe("every example prompt", () => {
  it.each(examplePrompts.map(({ id }) => id))("%s ends in an answer after several real calls", (id) => {
    const driven = build(prompt(id));
    expect(driven.calls.length).toBeGreaterThan(5);
    expect(driven.calls.filter((c) => c.isError)).toEqual([]);
    expect(driven.said).toContain("practice model");
    expect(driven.answer).not.toMatch(/undefined|NaN/);
    expect(new Set(todosOf(driven).at(-1))).toEqual(new Set(["completed"]));
  });

  it.each(examplePrompts.map(({ id }) => id))(
    "%s works without any list of tasks, and with one task per item",
    (id) => {
      const bare = build(
        prompt(id),
        undefined,
        LIST.filter((name) => name !== "TodoWrite"),
      );
      expect(bare.calls.some((c) => /Todo|Task/.test(c.name))).toBe(false);
      const tasks = build(
        prompt(id),
        (name) => (name === "TaskCreate" ? "Task #3 created successfully" : undefined),
        AGENT_TOOLS,
      );
      expect(tasks.calls.filter((c) => c.name === "TaskUpdate").every((c) => c.input.taskId === "3")).toBe(
        true,
      );
    },
  );
});

describe("bronze → silver → gold", () => {
  const text = prompt("bronze-silver-gold");

  it("builds the layers on each other and leaves out only what the checks found", () => {
    const driven = build(text, (_name, { sql_query }) => {
      const sql = String(sql_query);
      if (/count_if/.test(sql))
        return resultOf(
          ["row_count", "without_time", "amount_not_positive", "ends_before_start"],
          [[100, 0, 7, 0]],
        );
      if (/different_rows/.test(sql)) return resultOf(["different_rows"], [[97]]);
      return undefined;
    });
    const silver = driven.sql.find((sql) => sql.includes("silver_trips AS"))!;
    expect(silver).toContain("SELECT DISTINCT");
    expect(silver).toContain("WHERE NOT coalesce(fare_amount <= 0, false)");
    expect(silver).not.toContain("IS NULL");
    expect(driven.sql.find((sql) => sql.includes("gold_trips AS"))).toContain(
      "FROM main.practice.silver_trips",
    );
    expect(driven.answer).toContain("7 rows with `fare_amount` of zero or less and 3 duplicate rows");
  });

  it("keeps every row when nothing is wrong", () => {
    const driven = build(text, (_name, { sql_query }) => {
      if (/count_if/.test(String(sql_query))) return resultOf(["row_count", "without_time"], [[100, 0]]);
      return /different_rows/.test(String(sql_query)) ? resultOf(["different_rows"], [[100]]) : undefined;
    });
    expect(driven.said).toContain("The checks found nothing wrong");
    expect(driven.sql.find((sql) => sql.includes("silver_trips AS"))).not.toContain("WHERE");
  });

  it("reads an error and goes on: another catalog, another way to create, another source", () => {
    const denied = build(text, (_n, { sql_query }) =>
      /CREATE SCHEMA .*main/.test(String(sql_query))
        ? { error: "[PERMISSION_DENIED] No CREATE SCHEMA on main." }
        : undefined,
    );
    expect(denied.answer).toContain("PERMISSION_DENIED");

    const shape = { ...WORKSPACE, "workspace.default.notes": "note string" };
    const moved = build(text, (_n, { sql_query }) =>
      /CREATE SCHEMA .*main/.test(String(sql_query))
        ? { error: "[PERMISSION_DENIED] No CREATE SCHEMA on main." }
        : answerCatalog(String(sql_query), shape),
    );
    expect(moved.sql.some((sql) => sql.includes("workspace.practice.gold_trips"))).toBe(true);

    const older = build(text, (_n, { sql_query }) =>
      /CREATE OR REPLACE TABLE .*bronze/.test(String(sql_query))
        ? { error: "[UNSUPPORTED_FEATURE] no replace" }
        : undefined,
    );
    expect(
      older.sql.some((sql) => sql.startsWith("CREATE TABLE IF NOT EXISTS main.practice.bronze_trips")),
    ).toBe(true);

    const gone = build(text, (_n, { sql_query }) =>
      /nyctaxi\.trips/.test(String(sql_query)) ? { error: "[TABLE_OR_VIEW_NOT_FOUND] gone" } : undefined,
    );
    expect(gone.said).toContain("`samples.nyctaxi.trips` cannot be read: [TABLE_OR_VIEW_NOT_FOUND] gone.");
    expect(gone.sql.some((sql) => sql.includes("main.practice.gold_sales_transactions"))).toBe(true);
  });

  it("rebuilds silver when the conditions fit every row", () => {
    const driven = build(text, (_n, { sql_query }) =>
      /count\(\*\) AS row_count FROM main\.practice\.silver_trips$/.test(String(sql_query))
        ? resultOf(["row_count"], [[0]])
        : undefined,
    );
    expect(driven.said).toContain("Silver came out empty");
  });

  it("builds where the message or the selection says", () => {
    const said = build("Build bronze, silver and gold tables from samples.tpch.orders into main.demo");
    expect(said.sql).toContain("CREATE SCHEMA IF NOT EXISTS main.demo");
    expect(said.sql.some((sql) => sql.includes("main.demo.gold_orders"))).toBe(true);
    const selected = build(`<selection>\ncatalog: main\nschema: acme\n</selection>\n${text}`);
    expect(selected.sql).toContain("CREATE SCHEMA IF NOT EXISTS main.acme");
  });

  it("copies no more than a million rows", () => {
    const driven = build(text, (_n, { sql_query }) =>
      /^SELECT count\(\*\) AS row_count FROM samples/.test(String(sql_query))
        ? resultOf(["row_count"], [[30_000_000]])
        : undefined,
    );
    expect(driven.sql.find((sql) => sql.includes("bronze_trips AS"))).toContain("LIMIT 1000000");
  });
});

describe("profile", () => {
  it("counts outliers by fences from the table's own quartiles and shows rows", () => {
    const driven = build(prompt("profile-table"), (_n, { sql_query }) => {
      const sql = String(sql_query);
      if (/q1_0/.test(sql))
        return resultOf(["q1_0", "q3_0", "q1_2", "q3_2", "q1_3", "q3_3"], [[16801, 16861, 1, 3, 10, 20]]);
      if (/outliers_0/.test(sql)) return resultOf(["outliers_0", "outliers_3", "not_positive"], [[5, 2, 0]]);
      return undefined;
    });
    expect(
      driven.sql.some((sql) => sql.includes("count_if(fare_amount < -5 OR fare_amount > 35) AS outliers_3")),
    ).toBe(true);
    expect(driven.answer).toContain("2 rows have an unusual `fare_amount` (outside -5 … 35)");
    expect(driven.sql.at(-1)).toContain("WHERE fare_amount < -5 OR fare_amount > 35");
  });

  it("looks for another table when the named one is not there", () => {
    expect(build("profile samples.nyctaxi.rides").said).toContain("`samples.nyctaxi.rides` is not there");
  });
});

describe("write and upload", () => {
  const text = prompt("write-and-upload");

  it("writes code for the real columns and uploads its folder", () => {
    const driven = build(text);
    const write = driven.calls.find((c) => c.name === "Write")!;
    expect(write.input.file_path).toBe("trips_summary/summarise_trips.py");
    expect(write.input.content).toContain('F.col("tpep_pickup_datetime")');
    expect(driven.calls.find((c) => c.name === "upload_folder")!.input).toEqual({
      local_folder: "trips_summary",
      workspace_folder: "/Workspace/Users/me@example.com/trips_summary",
    });
  });

  it("reads a file before it replaces it, and sends files one by one when the folder is refused", () => {
    const seen = new Set<string>();
    const driven = build(text, (name, input) => {
      if (name === "Read") seen.add(String(input.file_path));
      if (name === "Write" && !seen.has(String(input.file_path)))
        return { error: "File has not been read yet. Read it first before writing to it." };
      return name === "upload_folder" ? { error: "[PERMISSION_DENIED] no" } : undefined;
    });
    expect(driven.calls.filter((c) => c.name === "upload_file")).toHaveLength(2);
    expect(driven.answer).toContain("Both files are in the workspace");
  });

  it("uses the selected folder", () => {
    const driven = build(`<selection>\nworkspace_folder: /Workspace/Users/a@b.c/acme\n</selection>\n${text}`);
    expect(driven.calls.find((c) => c.name === "upload_folder")!.input.workspace_folder).toBe(
      "/Workspace/Users/a@b.c/acme/trips_summary",
    );
  });
});

describe("report", () => {
  it("writes the rows that came back, with a chart, and names a query that failed", () => {
    const driven = build(prompt("make-report"), (_n, { sql_query }) =>
      /LIMIT 10$/.test(String(sql_query)) ? { error: "[BAD] no groups" } : undefined,
    );
    const report = String(driven.calls.find((c) => c.name === "Write")!.input.content);
    expect(report).toContain("# Report on samples.nyctaxi.trips");
    expect(report).toContain("```vega-lite");
    expect(report).toContain("This query failed: [BAD] no groups.");
  });
});

describe("explore", () => {
  it("counts table by table when one of them cannot be counted", () => {
    const driven = build(prompt("explore-samples"), (_n, { sql_query }) => {
      const sql = String(sql_query);
      if (/UNION ALL/.test(sql)) return { error: "[DELTA_ERROR] broken" };
      const one = /^SELECT '([\w.]+)' AS table_name/.exec(sql);
      if (one)
        return one[1] === "tpch.part"
          ? { error: "[DELTA_ERROR] broken" }
          : resultOf(["table_name", "row_count"], [[one[1]!, one[1] === "nyctaxi.trips" ? 5000 : 10]]);
      return undefined;
    });
    expect(driven.answer).toContain("| `samples.tpch.part` | cannot be read |");
    expect(driven.answer).toContain("| `samples.nyctaxi.trips` | 5,000 |");
    expect(driven.answer).toContain("**`samples.nyctaxi.trips`** has");
  });
});

it("builds from the bakehouse's sales, not from its customers", () => {
  const { answer } = build("Build bronze, silver and gold tables from the bakehouse sales");
  expect(answer).toContain("main.practice.bronze_sales_transactions");
});

it("takes rows far away in time out of silver, where the dates say so", () => {
  const span = resultOf(["earliest", "latest"], [["2015-01-01", "2017-02-28"]]);
  const { calls } = build(prompt("bronze-silver-gold"), (_name, { sql_query }) =>
    /AS earliest/.test(String(sql_query)) ? span : undefined,
  );
  const silver = calls.map(({ input }) => String(input.sql_query)).find((sql) => /silver_trips AS/.test(sql));
  expect(silver).toContain(
    "tpep_pickup_datetime < DATE'2015-01-01' OR tpep_pickup_datetime > DATE'2017-02-28'",
  );
});
