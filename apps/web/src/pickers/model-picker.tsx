import type { AppConfig, ModelChoice } from "@lakehand/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, ChevronDown, KeyRound } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { chooseModel } from "../api/mutations.ts";
import { configQuery } from "../api/queries.ts";
import { cx } from "../ui/cx.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { localChoices } from "./model-choices.ts";

/** The model in use, and a menu of the ones that are at hand. `onConnect` tells how to bring another. */
export function ModelPicker({ className, onConnect }: { className?: string; onConnect: () => void }) {
  const client = useQueryClient();
  const { data: config, refetch } = useQuery(configQuery);
  const [error, setError] = useState<unknown>();
  if (!config) return null;
  const practice = config.model.kind === "practice";
  const choose = async (choice: ModelChoice) => {
    setError(undefined);
    try {
      const model = await chooseModel(choice);
      client.setQueryData(configQuery.queryKey, (before) => before && { ...before, model });
    } catch (cause) {
      setError(cause);
    }
  };
  return (
    <>
      <Radix.Root modal={false} onOpenChange={(open) => open && void refetch()}>
        <Radix.Trigger
          className={cx(
            "inline-flex h-8 min-w-0 items-center gap-1 rounded-lg px-2.5 text-xs font-medium",
            practice ? "bg-warn-soft text-warn" : "text-muted hover:bg-hover hover:text-ink",
            className,
          )}
        >
          <span className="sr-only">Model:</span>
          <span className="truncate">{practice ? "Practice model" : config.model.label}</span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0" />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            align="end"
            sideOffset={4}
            collisionPadding={8}
            className="animate-rise z-50 max-h-(--radix-dropdown-menu-content-available-height) w-[min(20rem,calc(100vw-1rem))] overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-pop"
          >
            <Choices config={config} onChoose={(choice) => void choose(choice)} />
            <Radix.Separator className="my-1 h-px bg-line" />
            <Radix.Item
              onSelect={onConnect}
              className="flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 text-sm outline-none select-none data-highlighted:bg-hover"
            >
              <KeyRound aria-hidden className="size-4 text-faint" />
              How to connect a model…
            </Radix.Item>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      {error !== undefined && (
        <div className="fixed inset-x-3 top-14 z-40 mx-auto max-w-md">
          <ErrorNote error={error}>
            <button
              type="button"
              onClick={() => setError(undefined)}
              className="text-sm font-medium text-accent underline"
            >
              Close
            </button>
          </ErrorNote>
        </div>
      )}
    </>
  );
}

function Choices({ config, onChoose }: { config: AppConfig; onChoose: (choice: ModelChoice) => void }) {
  const local = localChoices(config);
  return (
    <>
      <Radix.Label className="px-2.5 pt-1.5 pb-1 text-xs text-faint">
        Answers from the next message on
      </Radix.Label>
      <Choice
        checked={config.model.kind !== "practice" && !local.some((l) => l.checked)}
        hint="what .env.local or the environment names"
        onSelect={() => onChoose({ kind: "default" })}
      >
        As set at the start
      </Choice>
      <Choice
        checked={config.model.kind === "practice"}
        hint="stands in for a model, free, needs no key"
        onSelect={() => onChoose({ kind: "practice" })}
      >
        Practice model
      </Choice>
      {local.length > 0 && (
        <Radix.Label className="px-2.5 pt-2 pb-1 text-xs text-faint">On this machine</Radix.Label>
      )}
      {local.map(({ choice, label, server, checked }) => (
        <Choice
          key={`${choice.base_url} ${choice.model}`}
          checked={checked}
          hint={server}
          onSelect={() => onChoose(choice)}
        >
          {label}
        </Choice>
      ))}
    </>
  );
}

function Choice(props: { checked: boolean; hint: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Radix.CheckboxItem
      checked={props.checked}
      onSelect={props.onSelect}
      className="flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 text-sm outline-none select-none data-highlighted:bg-hover"
    >
      <span className="min-w-0 flex-1">
        <span className={cx("block truncate", props.checked && "font-medium text-accent")}>
          {props.children}
        </span>
        <span className="block truncate text-xs text-faint">{props.hint}</span>
      </span>
      <Check aria-hidden className={cx("size-4 shrink-0 text-accent", !props.checked && "invisible")} />
    </Radix.CheckboxItem>
  );
}
