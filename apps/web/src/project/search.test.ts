import { reduceAll } from "@lakehand/protocol";
import { expect, it } from "vitest";
import { log } from "../test/log.ts";
import { sampleRun } from "../test/sample-run.ts";
import { filesRevision, projectPath } from "./files.ts";
import { readProjectSearch } from "./search.ts";

it("reads what it knows of an address and drops the rest", () => {
  expect(readProjectSearch({ panel: "files", file: "src/a.py", result: "toolu_1.2", new: "true" })).toEqual({
    panel: "files",
    file: "src/a.py",
    result: "toolu_1.2",
    new: true,
  });
  expect(readProjectSearch({ panel: "terminal", file: 7, result: "", new: "yes", other: {} })).toEqual({});
});

it("finds the project's path of a file that a tool named by its place in the sandbox", () => {
  const known = ["report.md", "src/report.md", "src/a.py"];
  expect(projectPath("/project/src/report.md", known)).toBe("src/report.md");
  expect(projectPath("/project/report.md", known)).toBe("report.md");
  expect(projectPath("./src/a.py", known)).toBe("src/a.py");
  expect(projectPath("/elsewhere/new.txt", known)).toBe("new.txt");
});

it("counts finished calls that may have written files", () => {
  expect(filesRevision([reduceAll("e", log(sampleRun))])).toBe(3);
  expect(filesRevision([])).toBe(0);
});
