import { describe, expect, it } from "vitest";
import { splitStatements } from "./split-statements.ts";

const split = (script: string): string[] => splitStatements(script).map((statement) => statement.text);

describe("splitStatements", () => {
  it.each([
    ["", []],
    [" ; ;-- only a comment\n; /* ; */", []],
    ["select 1", ["select 1"]],
    ["select ';' ; select \";\";select `;`", ["select ';'", 'select ";"', "select `;`"]],
    ["-- first\nselect 1; -- between ;\n/* a */ select 2 -- last", ["select 1", "select 2"]],
    ["select r'\\'; select 2", ["select r'\\'", "select 2"]],
    ["select 'a\\';b'; select 2", ["select 'a\\';b'", "select 2"]],
    ["select /*+ BROADCAST(t) */ * from t; x", ["select /*+ BROADCAST(t) */ * from t", "x"]],
    ["select case when a then 1 end; select 2", ["select case when a then 1 end", "select 2"]],
    ["BEGIN select 1; select 2; END; select 3", ["BEGIN select 1; select 2; END", "select 3"]],
    ["BEGIN\nIF x THEN a; ELSE b; END IF;\nc; END; d", ["BEGIN\nIF x THEN a; ELSE b; END IF;\nc; END", "d"]],
    [
      "begin select case when a then 1 else 2 end as x, end from t; end; d",
      ["begin select case when a then 1 else 2 end as x, end from t; end", "d"],
    ],
    [
      "BEGIN CASE x WHEN 1 THEN a; ELSE b; END CASE; END; d",
      ["BEGIN CASE x WHEN 1 THEN a; ELSE b; END CASE; END", "d"],
    ],
    [
      "lbl: BEGIN l2: WHILE a DO b; END WHILE l2; END lbl; d",
      ["lbl: BEGIN l2: WHILE a DO b; END WHILE l2; END lbl", "d"],
    ],
    [
      "BEGIN REPEAT a; UNTIL x > 1 END REPEAT; b; END; d",
      ["BEGIN REPEAT a; UNTIL x > 1 END REPEAT; b; END", "d"],
    ],
    [
      "BEGIN FOR r AS SELECT 1 DO a; END FOR; LOOP b; END LOOP; END; d",
      ["BEGIN FOR r AS SELECT 1 DO a; END FOR; LOOP b; END LOOP; END", "d"],
    ],
    [
      "BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN a; END; b; END; d",
      ["BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN a; END; b; END", "d"],
    ],
    [
      "CREATE OR REPLACE PROCEDURE p() LANGUAGE SQL AS BEGIN a; b; END; d",
      ["CREATE OR REPLACE PROCEDURE p() LANGUAGE SQL AS BEGIN a; b; END", "d"],
    ],
    [
      "BEGIN TRANSACTION; insert into t values (1); COMMIT",
      ["BEGIN TRANSACTION", "insert into t values (1)", "COMMIT"],
    ],
    ["select if(a, 1, 2), t.case, t.begin from t; d", ["select if(a, 1, 2), t.case, t.begin from t", "d"]],
    [
      "CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON AS $$ x = 1; return x $$; d",
      ["CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON AS $$ x = 1; return x $$", "d"],
    ],
  ])("splits %j", (script, expected) => {
    expect(split(script)).toEqual(expected);
  });
});
