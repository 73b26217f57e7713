import { ChevronsUp, Copy, Ellipsis, GitFork, History, Pencil, RotateCcw } from "lucide-react";
import { useDisclosure } from "../lib/disclosure.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import type { Item } from "./items.ts";
import { useRunActions } from "./run-actions.ts";

type UserItem = Extract<Item, { kind: "user" }>;

/** What the person said, with what can be done about it. */
export function UserRow({ item }: { item: UserItem }) {
  const long = item.text.length > 1500;
  const [all, setAll] = useDisclosure(`${item.key}:all`, false);
  return (
    <article
      aria-label={item.steered ? "You, while it worked" : "You"}
      className="group/user mt-5 mb-2 flex flex-col items-end"
    >
      <div className="flex max-w-[92%] min-w-0 items-start justify-end">
        <div className="mt-1.5 mr-1 flex shrink-0 opacity-0 transition-opacity group-focus-within/user:opacity-100 group-hover/user:opacity-100 group-has-data-[state=open]/user:opacity-100 pointer-coarse:opacity-100">
          <CopyButton text={item.text} label="Copy message" className="pointer-coarse:hidden" />
          <MessageMenu item={item} />
        </div>
        <div
          title={item.at && new Date(item.at).toLocaleString()}
          className="min-w-0 rounded-2xl rounded-br-md border border-accent-line bg-accent-soft px-4 py-2.5 text-[15px] leading-6 wrap-anywhere whitespace-pre-wrap"
        >
          {long && !all ? `${item.text.slice(0, 1200)}…` : item.text}
          {long && (
            <button
              type="button"
              onClick={() => setAll(!all)}
              className="mt-1 block text-xs text-accent hover:underline"
            >
              {all ? "Show less" : "Show all"}
            </button>
          )}
        </div>
      </div>
      {item.steered && (
        <p className="mt-1 flex items-center gap-1 px-1 text-xs text-faint">
          <ChevronsUp aria-hidden className="size-3.5" />
          sent while it worked
        </p>
      )}
    </article>
  );
}

/** A message that steered a run has no checkpoint of its own: it can be copied only. */
function MessageMenu({ item }: { item: UserItem }) {
  const actions = useRunActions();
  if (!actions || !item.at || item.steered) return null;
  const { executionId } = item.view;
  return (
    <Menu
      trigger={
        <IconButton label="More about this message" className="size-7">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem onSelect={() => void navigator.clipboard.writeText(item.text).catch(() => undefined)}>
        <Copy /> Copy
      </MenuItem>
      <MenuItem disabled={actions.busy} onSelect={() => actions.edit(executionId, item.text)}>
        <Pencil /> Edit and resend
      </MenuItem>
      <MenuItem disabled={actions.busy} onSelect={() => actions.retry(executionId)}>
        <RotateCcw /> Retry…
      </MenuItem>
      <MenuItem onSelect={() => actions.fork(executionId)}>
        <GitFork /> Fork from here
      </MenuItem>
      <MenuItem disabled={actions.busy} onSelect={() => actions.rewind(executionId)}>
        <History /> Rewind…
      </MenuItem>
      {actions.busy && (
        <p className="max-w-56 px-2.5 pt-1 pb-1.5 text-xs text-faint">
          Stop the run to take back what came before it.
        </p>
      )}
    </Menu>
  );
}
