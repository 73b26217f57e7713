import { expect, test } from "vitest";
import { interpretImport, toJupyter } from "./import-format.ts";

const notebook = Buffer.from("# Databricks notebook source\nprint(1)\n");

test("AUTO: a notebook's first line makes a notebook, anything else a file", () => {
  expect(interpretImport("/x.py", notebook, "AUTO", undefined)).toMatchObject({
    path: "/x",
    type: "NOTEBOOK",
    language: "PYTHON",
  });
  expect(interpretImport("/x.py", Buffer.from("print(1)"), "AUTO", undefined)).toMatchObject({
    path: "/x.py",
    type: "FILE",
  });
  expect(interpretImport("/x.sql", notebook, "AUTO", undefined).type).toBe("FILE");
});

test("SOURCE needs a language, given or by extension", () => {
  expect(interpretImport("/x", notebook, "SOURCE", "SQL")).toMatchObject({ path: "/x", language: "SQL" });
  expect(interpretImport("/x.sql", notebook, "SOURCE", undefined)).toMatchObject({
    path: "/x",
    language: "SQL",
  });
  expect(() => interpretImport("/x", notebook, "SOURCE", undefined)).toThrow(/language/);
});

test("RAW keeps bytes and name", () => {
  const content = Buffer.from([0, 255, 1]);
  expect(interpretImport("/x.py", content, "RAW", undefined)).toEqual({
    path: "/x.py",
    content,
    type: "FILE",
  });
});

test("a Jupyter notebook survives the way in and out", () => {
  const cells = [
    { cell_type: "markdown", source: ["# Title\n", "text"] },
    { cell_type: "code", source: "x = 1\ny = 2" },
    { cell_type: "code", source: ["print(x)"] },
  ];
  const document = JSON.stringify({ cells, metadata: { language_info: { name: "python" } } });
  const imported = interpretImport("/n.ipynb", Buffer.from(document), "AUTO", undefined);
  expect(imported).toMatchObject({ path: "/n", type: "NOTEBOOK", language: "PYTHON" });
  const object = {
    path: "/n",
    id: 1,
    type: "NOTEBOOK",
    language: "PYTHON",
    createdAt: 0,
    modifiedAt: 0,
  } as const;
  const exported = JSON.parse(toJupyter(object, imported.content.toString())) as {
    cells: { cell_type: string; source: string[] }[];
  };
  expect(exported.cells.map((cell) => [cell.cell_type, cell.source.join("")])).toEqual([
    ["markdown", "# Title\ntext"],
    ["code", "x = 1\ny = 2"],
    ["code", "print(x)"],
  ]);
});
