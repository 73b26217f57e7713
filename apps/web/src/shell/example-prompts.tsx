import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight } from "lucide-react";
import { configQuery } from "../api/queries.ts";

/** Ready-made prompts as cards. */
export function ExamplePrompts({
  onPick,
  disabled,
}: {
  onPick: (prompt: string) => void;
  disabled?: boolean;
}) {
  const { data: config } = useQuery(configQuery);
  if (!config || config.example_prompts.length === 0) return null;
  return (
    <ul className="grid grid-cols-1 gap-2 sm:grid-cols-2">
      {config.example_prompts.map((example) => (
        <li key={example.id} className="sm:last:odd:col-span-2">
          <button
            type="button"
            disabled={disabled}
            onClick={() => onPick(example.prompt)}
            className="group flex h-full w-full items-start gap-2 rounded-xl border border-line bg-surface px-3.5 py-2.5 text-left transition-colors hover:border-accent-line hover:bg-accent-soft"
          >
            <span className="min-w-0 flex-1">
              <span className="block text-sm font-medium">{example.title}</span>
              <span className="mt-0.5 block text-xs leading-5 text-muted">{example.description}</span>
            </span>
            <ArrowUpRight
              aria-hidden
              className="mt-0.5 size-3.5 shrink-0 text-faint group-hover:text-accent"
            />
          </button>
        </li>
      ))}
    </ul>
  );
}
