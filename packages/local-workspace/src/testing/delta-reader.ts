import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/*
 * A reader of Delta tables that shares no code with the writer: it follows the protocol's text, reads the files with an
 * engine of its own, and throws where the log is not what the protocol asks for.
 */

interface LogLine {
  protocol?: { minReaderVersion: number; minWriterVersion: number; readerFeatures?: string[] };
  metaData?: { id: string; schemaString: string; configuration: Record<string, string> };
  add?: { path: string; size: number; stats: string };
  remove?: { path: string; size: number; deletionTimestamp: number };
  commitInfo?: { operation: string; timestamp: number };
}

interface Field {
  name: string;
  metadata: Record<string, unknown>;
}

export interface ReadVersion {
  version: number;
  operation: string;
  columns: string[];
  /** Every row, as the JSON text of an array of texts, sorted. */
  rows: string[];
  paths: string[];
}

/** Every version of the table in the folder, oldest first. Throws on a gap, a file that is missing or of another size. */
export async function readDeltaTable(
  folder: string,
  options: { lastOnly?: boolean } = {},
): Promise<ReadVersion[]> {
  const log = join(folder, "_delta_log");
  const names = readdirSync(log)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const strange = readdirSync(log).filter((name) => !/^\d{20}\.json$/.test(name) && !name.endsWith(".part"));
  if (strange.length > 0) throw new Error(`strange files in the log: ${strange.join(", ")}`);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const files = new Map<string, NonNullable<LogLine["add"]>>();
    const versions: ReadVersion[] = [];
    let metaData: LogLine["metaData"];
    let protocol: LogLine["protocol"];
    let newest = 0;
    for (const [version, name] of names.entries()) {
      if (Number(name.slice(0, 20)) !== version) throw new Error(`version ${version} is missing`);
      const lines = readFileSync(join(log, name), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as LogLine);
      const info = lines.find((line) => line.commitInfo)?.commitInfo;
      if (!info || info.timestamp <= newest) throw new Error(`version ${version} has no later time`);
      newest = info.timestamp;
      for (const line of lines) {
        protocol = line.protocol ?? protocol;
        metaData = line.metaData ?? metaData;
        if (line.remove && !files.delete(line.remove.path))
          throw new Error(`version ${version} removes a file that is not there`);
        if (line.add) {
          if (files.has(line.add.path)) throw new Error(`version ${version} adds a file twice`);
          files.set(line.add.path, line.add);
        }
      }
      if (!protocol || !metaData) throw new Error("version 0 lacks protocol or metaData");
      if (options.lastOnly && version < names.length - 1) continue;
      versions.push({
        version,
        operation: info.operation,
        ...(await readRows(connection, folder, metaData.schemaString, [...files.values()])),
        paths: [...files.keys()],
      });
    }
    return versions;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function readRows(
  connection: DuckDBConnection,
  folder: string,
  schema: string,
  files: { path: string; size: number; stats: string }[],
) {
  const { fields } = JSON.parse(schema) as { fields: Field[] };
  const columns = fields.map(({ name }) => name);
  const rows: string[] = [];
  for (const { path, size, stats } of files) {
    const file = join(folder, path);
    const actual = readFileSync(file).byteLength;
    if (actual !== size) throw new Error(`${path} has ${actual} bytes, the log says ${size}`);
    const inFile = (
      await (await connection.run(`DESCRIBE SELECT * FROM read_parquet('${file}')`)).getRows()
    ).map(([name]) => String(name));
    const list = fields.map(({ name, metadata }) => {
      const physical = String(metadata["delta.columnMapping.physicalName"] ?? name);
      return inFile.includes(physical) ? `CAST("${physical}" AS VARCHAR)` : "NULL";
    });
    const result = await connection.run(
      `SELECT to_json([${list.join(", ")}])::VARCHAR FROM read_parquet('${file}')`,
    );
    const found = (await result.getRows()).map(([row]) => String(row));
    const told = JSON.parse(stats) as { numRecords: number };
    if (told.numRecords !== found.length)
      throw new Error(`${path} has ${found.length} rows, its stats say ${told.numRecords}`);
    rows.push(...found);
  }
  return { columns, rows: rows.sort() };
}
