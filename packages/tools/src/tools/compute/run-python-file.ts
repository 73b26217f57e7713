import { extname } from "node:path";
import { z } from "zod";
import { defineTool, given } from "../../define-tool.ts";
import { wrongInput } from "../../tool-failure.ts";
import { confine, readConfined } from "../files/local-path.ts";
import { said } from "../said.ts";
import { codeAnswer } from "./code-answer.ts";
import { commandShape } from "./execute-databricks-command.ts";

const largestFile = 1024 * 1024;
const languages: Record<string, string> = { ".py": "python", ".scala": "scala", ".sql": "sql", ".r": "r" };

export const runPythonFile = defineTool({
  name: "run_python_file_on_databricks",
  area: "compute",
  title: "Run a file",
  description:
    "Runs a file of the project (.py, .sql, .scala, .r) on a cluster. Names that it defines stay in the context.",
  input: {
    file_path: z.string().min(1).describe("Path of the file, relative to the project."),
    ...commandShape,
    timeout: z.number().int().min(1).max(7200).default(600).describe("Seconds until it is cancelled."),
  },
  searchHint: "run python file script cluster execute",
  annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  judge: ({ file_path: path }) => ({
    consequence: "destructive",
    reason: `runs ${said(path) || "a file"}, whose code may change anything that you may change`,
  }),
  async handler(input, context) {
    const real = await confine(context.projectDir, input.file_path);
    const language = languages[extname(real).toLowerCase()];
    if (!language)
      return wrongInput(
        `${input.file_path} is not a file that can be run.`,
        `Give a file that ends in ${Object.keys(languages).join(", ")}.`,
      );
    const code = (await readConfined(real, largestFile)).toString("utf8");
    if (code.trim() === "") return wrongInput(`${input.file_path} is empty.`, "Write the file first.");
    return codeAnswer(context, input.cluster_id, {
      contextId: given(input.context_id),
      language,
      code,
      timeoutMs: input.timeout * 1000,
      destroy: input.destroy_context_on_completion,
    });
  },
});
