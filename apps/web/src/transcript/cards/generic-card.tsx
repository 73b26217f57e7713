import type { Block, ToolBlock } from "@lakehand/protocol";
import { Bot, Cpu, Search, Sparkles, SquareTerminal, User, Warehouse, Wrench } from "lucide-react";
import type { ReactNode } from "react";
import { formatDuration, plural } from "../../lib/format.ts";
import { Code } from "../../markdown/code.tsx";
import { shortToolName, toolFamily } from "../tool-names.ts";
import { inputText, toolTitle } from "../tool-title.ts";
import { Card, CardPart } from "./card.tsx";
import { Facts } from "./facts.tsx";
import { OutputText } from "./output-text.tsx";
import { ToolExtras } from "./tool-extras.tsx";

const icons: Record<string, ReactNode> = {
  list_warehouses: <Warehouse />,
  get_best_warehouse: <Warehouse />,
  current_user: <User />,
  Skill: <Sparkles />,
  ToolSearch: <Search />,
  Bash: <SquareTerminal />,
  Agent: <Bot />,
  Task: <Bot />,
  get_table_details: <Cpu />,
};

export interface ToolCardProps {
  id: string;
  tool: ToolBlock;
  /** What a sub-agent did that this call started. */
  steps?: readonly Block[];
}

function stepText(block: Block): string {
  if (block.kind === "tool") return toolTitle(block);
  return "text" in block ? block.text : "message" in block ? block.message : "";
}

/** Any tool without a card of its own: its title, what went in, what came out. */
export function GenericCard({ id, tool, steps = [] }: ToolCardProps) {
  const family = toolFamily(tool.name);
  const command = family === "bash" ? inputText(tool, "command") : undefined;
  const input = Object.keys(tool.input).length > 0 ? JSON.stringify(tool.input, null, 2) : undefined;
  return (
    <Card
      id={id}
      icon={icons[shortToolName(tool.name)] ?? <Wrench />}
      title={toolTitle(tool)}
      status={tool.status}
      since={tool.startedAt}
      compact={family === "search" || family === "skill"}
      initiallyOpen={tool.status === "error" || family === "bash"}
      facts={
        <Facts
          items={[
            steps.length > 0 && plural(steps.length, "step"),
            tool.durationMs !== undefined && formatDuration(tool.durationMs),
          ]}
        />
      }
    >
      {command !== undefined ? (
        <CardPart label="Command">
          <Code code={command} language="bash" className="max-h-40 px-3 pb-2.5 whitespace-pre-wrap" />
        </CardPart>
      ) : (
        input && (
          <CardPart label={`Input · ${shortToolName(tool.name)}`}>
            <Code
              code={input}
              language="json"
              className="max-h-60 px-3 pb-2.5 whitespace-pre-wrap wrap-anywhere"
            />
          </CardPart>
        )
      )}
      <ToolExtras tool={tool} />
      {steps.length > 0 && (
        <CardPart label="Steps">
          <ul className="space-y-1 px-3 pb-2.5 text-xs text-muted">
            {steps.map((block) => (
              <li key={`${block.kind}:${block.id}`} className="line-clamp-3">
                {stepText(block)}
              </li>
            ))}
          </ul>
        </CardPart>
      )}
      {tool.output ? (
        <OutputText text={tool.output} />
      ) : (
        !input && tool.status !== "running" && <p className="px-3 py-2 text-xs text-faint">No output.</p>
      )}
    </Card>
  );
}
