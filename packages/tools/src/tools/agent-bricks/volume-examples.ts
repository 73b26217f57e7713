import { z } from "zod";
import type { Example } from "../../client/agent-bricks/schema.ts";
import type { ToolContext } from "../../types.ts";

const mostFiles = 200;
const mostBytes = 1_000_000;
const fileSchema = z.looseObject({ question: z.string().min(1), guideline: z.string().nullish() });

/** Examples of a volume's JSON files `{question, guideline}`; files of another shape are not examples. */
export async function volumeExamples(path: string, { workspace, signal }: ToolContext): Promise<Example[]> {
  const { items } = await workspace.files.list(path, { signal });
  const files = items.filter(
    (entry) => !entry.is_directory && /\.json$/i.test(entry.path) && (entry.file_size ?? 0) <= mostBytes,
  );
  const examples: Example[] = [];
  for (const file of files.slice(0, mostFiles)) {
    const { body } = await workspace.files.download(file.path, { signal });
    const parsed = parse(await new Response(body).text());
    if (parsed)
      examples.push({
        question: parsed.question,
        ...(parsed.guideline ? { guidelines: [parsed.guideline] } : {}),
      });
  }
  return examples;
}

function parse(text: string) {
  try {
    return fileSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
