import { describeTables, discover } from "../catalog/discover.ts";
import { fullName, type Table } from "../catalog/table.ts";
import { clip } from "../flows/run-sql.ts";
import type { Flow, FlowContext, Steps, ToolOutcome } from "../plan/flow.ts";
import { call, type ReplyBlock, text, thinking, withCalls } from "../wire/reply.ts";
import { firstLine } from "./attempt.ts";
import { baseName, pickSource, rolesOf } from "./roles.ts";
import { TodoList } from "./todo-list.ts";

export const ITEMS = [
  { content: "Look at the table the code will read", activeForm: "Looking at the table" },
  { content: "Write the files", activeForm: "Writing the files" },
  { content: "Check what was written", activeForm: "Checking the files" },
  { content: "Upload the folder", activeForm: "Uploading the folder" },
];

/** Writes a Python file that fits a real table, checks it, and uploads its folder to the workspace. */
export function* writeAndUpload(context: FlowContext): Flow {
  const todo = new TodoList(context, ITEMS);
  yield* todo.open("I'll write two files for a real table, check them, and upload their folder.");
  const table = yield* chooseTable(context);
  const name = table ? baseName(table) : "example";
  const folder = `${name}_summary`;
  const script = `${folder}/summarise_${name}.py`;
  const files = [
    { path: script, content: pythonFor(table) },
    { path: `${folder}/README.md`, content: readmeFor(table, script) },
  ];
  const written = yield* writeFiles(files, [
    text(
      table
        ? `The code will read \`${fullName(table)}\`, by the columns it really has.`
        : "I can read no table, so the code makes its own rows.",
    ),
    ...todo.at(1),
  ]);
  const failed = written.filter((outcome) => outcome.isError);
  if (failed.length > 0) return [text(`The files could not be written: ${firstLine(failed[0]!.text)}`)];

  const checks: ReplyBlock[] = [
    call("Read", { file_path: script }),
    call("Glob", { pattern: `${folder}/**` }),
  ];
  const bash = context.has("Bash");
  if (bash)
    checks.push(
      call("Bash", {
        command: `python3 -m py_compile '${script}' && rm -rf '${folder}/__pycache__' && echo "syntax is fine"`,
        description: "Check the syntax",
      }),
    );
  const [read, listed, compiled] = yield [
    text("Let me check them before they leave."),
    ...checks,
    ...todo.at(2),
  ];
  const checked = [
    read!.isError ? `reading it back failed (${firstLine(read!.text)})` : "it reads back as written",
    ...(listed!.isError ? [] : ["both files are in the folder"]),
    ...(bash && compiled
      ? [
          compiled.isError
            ? `Python finds fault with it (${firstLine(compiled.text)})`
            : "Python accepts its syntax",
        ]
      : []),
  ];

  const target = yield* chooseFolder(context, folder);
  const [uploaded] = yield [
    text(`${sentence(checked)} Now the upload to \`${target}\`.`),
    call("upload_folder", { local_folder: folder, workspace_folder: target }),
    ...todo.at(3),
  ];
  if (!uploaded!.isError) {
    yield todo.done();
    return [
      text(
        [
          `Done: \`${script}\` and its README are in the project, and their folder is in the workspace at \`${target}\`.`,
          `The tool said: ${clip(uploaded!.text, 400)}`,
          "Open the Files panel to read or change them.",
        ].join("\n\n"),
      ),
    ];
  }
  const outcomes = yield [
    text(`The folder was refused: ${firstLine(uploaded!.text)} I'll send the files one by one.`),
    ...files.map(({ path }) =>
      call("upload_file", { local_path: path, workspace_path: `${target}/${path.split("/").at(-1)}` }),
    ),
  ];
  yield todo.done();
  const sent = outcomes.slice(0, files.length).filter((outcome) => !outcome.isError).length;
  return [
    text(
      sent === files.length
        ? `Both files are in the workspace at \`${target}\` now.`
        : `${sent} of ${files.length} files arrived. The last error: ${firstLine(outcomes.find((o) => o.isError)!.text)} The files stay in the project under \`${folder}/\`.`,
    ),
  ];
}

function* chooseTable(context: FlowContext): Steps<Table | undefined> {
  const { tables } = yield* discover(context, []);
  const picked = pickSource(context.text, tables);
  if (!picked) return undefined;
  const [table] = yield* describeTables([picked.table], context, [
    thinking("Code that names columns must name those that are there."),
  ]);
  return table!.columns.length > 0 ? table : undefined;
}

/** Writes files; one that is there already must be read before the runtime lets it be replaced. */
export function* writeFiles(
  files: readonly { path: string; content: string }[],
  opening: ReplyBlock[],
): Steps<ToolOutcome[]> {
  const write = ({ path, content }: { path: string; content: string }): ReplyBlock =>
    call("Write", { file_path: path, content });
  const outcomes = (yield withCalls(opening, files.map(write))).slice(0, files.length);
  const unread = files.filter((_file, at) => outcomes[at]!.isError && /read/i.test(outcomes[at]!.text));
  if (unread.length === 0) return outcomes;
  yield [
    text("They are there already, so I'll read them before I replace them."),
    ...unread.map(({ path }) => call("Read", { file_path: path })),
  ];
  const again = yield unread.map(write);
  return files.map((file, at) => (unread.includes(file) ? again[unread.indexOf(file)]! : outcomes[at]!));
}

function* chooseFolder(context: FlowContext, folder: string): Steps<string> {
  const told = /(\/(?:Workspace|Users|Volumes)\/[^\s`'"]+)/.exec(context.text)?.[1];
  if (told) return told.replace(/[/.,]+$/, "");
  if (context.selection.folder) return `${context.selection.folder.replace(/\/+$/, "")}/${folder}`;
  const who = context.has("current_user") ? "current_user" : "get_current_user";
  const [me] = yield [text("No workspace folder is selected, so I'll use your home."), call(who, {})];
  const home =
    /\/Workspace\/Users\/[^\s"',}]+/.exec(me!.text)?.[0] ??
    (/[\w.+-]+@[\w.-]+/.exec(me!.text)
      ? `/Workspace/Users/${/[\w.+-]+@[\w.-]+/.exec(me!.text)![0]}`
      : undefined);
  return `${home ?? "/Workspace/Shared"}/${folder}`;
}

function sentence(parts: readonly string[]): string {
  const joined = parts.join(", ");
  return `${joined.charAt(0).toUpperCase()}${joined.slice(1)}.`;
}

function pythonFor(table: Table | undefined): string {
  if (!table)
    return 'from pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\nspark.range(100).selectExpr("id % 7 AS weekday").groupBy("weekday").count().orderBy("weekday").show()\n';
  const { time, amount } = rolesOf(table);
  const py = (value: string): string => JSON.stringify(value);
  const group = time ? `F.to_date(F.col(${py(time.name)})).alias("day")` : `F.lit("all").alias("day")`;
  const measures = [
    'F.count("*").alias("row_count")',
    ...(amount
      ? [
          `F.round(F.sum(${py(amount.name)}), 2).alias("total_amount")`,
          `F.round(F.avg(${py(amount.name)}), 2).alias("average_amount")`,
        ]
      : []),
  ];
  return [
    `"""Daily summary of ${fullName(table)}."""`,
    "",
    "from pyspark.sql import DataFrame, SparkSession",
    "from pyspark.sql import functions as F",
    "",
    `SOURCE = ${py(fullName(table))}`,
    "",
    "",
    "def summarise(rows: DataFrame) -> DataFrame:",
    '    """One row per day with its counts and sums."""',
    "    return (",
    `        rows.groupBy(${group})`,
    "        .agg(",
    ...measures.map((measure) => `            ${measure},`),
    "        )",
    '        .orderBy("day")',
    "    )",
    "",
    "",
    "def main() -> None:",
    "    spark = SparkSession.builder.getOrCreate()",
    "    summarise(spark.table(SOURCE)).show(20, truncate=False)",
    "",
    "",
    'if __name__ == "__main__":',
    "    main()",
    "",
  ].join("\n");
}

function readmeFor(table: Table | undefined, script: string): string {
  const file = script.split("/").at(-1)!;
  return [
    `# ${file}`,
    "",
    table ? `Summarises \`${fullName(table)}\` by day.` : "Summarises rows that it makes itself.",
    "",
    "Run it on a cluster or as a Python task of a job.",
    "",
  ].join("\n");
}
