import { Link } from "@tanstack/react-router";
import {
  BellRing,
  Ellipsis,
  FileCog,
  Menu as MenuIcon,
  PanelRight,
  Pencil,
  Settings2,
  ShieldCheck,
} from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { InboxBell } from "../inbox/bell.tsx";
import { useIsWide } from "../lib/use-media.ts";
import { ModePicker } from "../modes/mode-picker.tsx";
import type { ModeChoice } from "../modes/use-mode.ts";
import { useNotify } from "../notify/notify.ts";
import { ModelBadge } from "../shell/model-badge.tsx";
import { ThemeMenu } from "../shell/theme-menu.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { InlineEdit } from "../ui/inline-edit.tsx";
import { Logo } from "../ui/logo.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import { Pickers } from "./pickers.tsx";
import { SystemPromptDialog } from "./system-prompt-dialog.tsx";
import type { Selection } from "./use-selection.ts";

const RulesDialog = lazy(() => import("../modes/rules-dialog.tsx").then((m) => ({ default: m.RulesDialog })));

export interface ProjectHeaderProps {
  projectId: string;
  name: string | undefined;
  onRename: (name: string) => void;
  selection: Selection;
  onSelection: (part: Partial<Selection>) => void;
  mode: ModeChoice;
  /** Why the last change of a name or a choice did not take. */
  error?: unknown;
  onDismissError: () => void;
  /** Present when the conversation list is not in view. */
  onOpenList?: (() => void) | undefined;
  panelOpen: boolean;
  onTogglePanel: () => void;
}

export function ProjectHeader(props: ProjectHeaderProps) {
  const {
    projectId,
    name,
    onRename,
    selection,
    onSelection,
    mode,
    error,
    onDismissError,
    onOpenList,
    panelOpen,
    onTogglePanel,
  } = props;
  const wide = useIsWide();
  const [renaming, setRenaming] = useState(false);
  const [prompt, setPrompt] = useState(false);
  const [settings, setSettings] = useState(false);
  const [rules, setRules] = useState<"unasked" | "open" | "closed">("unasked");
  const notify = useNotify();
  return (
    <header className="flex h-12 shrink-0 items-center gap-1.5 border-b border-line bg-surface px-2 sm:px-3">
      {onOpenList && (
        <IconButton label="Conversations" onClick={onOpenList}>
          <MenuIcon />
        </IconButton>
      )}
      <Link to="/" aria-label="Start page" className="flex shrink-0 rounded-lg p-1">
        <Logo />
      </Link>
      <div className="flex min-w-0 flex-1 items-center gap-1">
        {renaming ? (
          <div className="w-64 max-w-full">
            <InlineEdit
              value={name ?? ""}
              label="Project name"
              onCancel={() => setRenaming(false)}
              onSave={(next) => {
                setRenaming(false);
                onRename(next);
              }}
            />
          </div>
        ) : (
          <h1 className="min-w-0">
            <button
              type="button"
              onClick={() => setRenaming(true)}
              title="Rename the project"
              className="block max-w-full truncate rounded-md px-1.5 py-0.5 text-sm font-semibold hover:bg-hover"
            >
              {name ?? <Skeleton className="h-4 w-32" />}
            </button>
          </h1>
        )}
      </div>
      {wide && (
        <div className="flex min-w-0 items-center gap-1.5">
          <Pickers selection={selection} onChange={onSelection} />
        </div>
      )}
      <ModePicker mode={mode.mode} onChange={(next) => void mode.change(next)} compact={!wide} />
      <ModelBadge className={wide ? "max-w-36" : "max-w-26"} />
      <InboxBell onlyWhenNeeded={!wide} />
      <div className="hidden sm:block">
        <ThemeMenu />
      </div>
      <Menu
        trigger={
          <IconButton label="More">
            <Ellipsis />
          </IconButton>
        }
      >
        {!wide && (
          <MenuItem onSelect={() => setSettings(true)}>
            <Settings2 /> Catalog, schema and warehouse
          </MenuItem>
        )}
        <MenuItem onSelect={() => setRules("open")}>
          <ShieldCheck /> Standing answers
        </MenuItem>
        {(notify.state === "on" || notify.state === "off") && (
          <MenuItem onSelect={() => void notify.toggle()}>
            <BellRing /> {notify.state === "on" ? "Notify me no more" : "Notify me"}
          </MenuItem>
        )}
        <MenuItem onSelect={() => setPrompt(true)}>
          <FileCog /> System prompt
        </MenuItem>
        <MenuItem onSelect={() => setRenaming(true)}>
          <Pencil /> Rename project
        </MenuItem>
      </Menu>
      {wide && (
        <IconButton
          label={panelOpen ? "Hide results and files" : "Show results and files"}
          aria-pressed={panelOpen}
          onClick={onTogglePanel}
        >
          <PanelRight />
        </IconButton>
      )}
      {rules !== "unasked" && (
        <Suspense>
          <RulesDialog
            projectId={projectId}
            open={rules === "open"}
            onOpenChange={(open) => setRules(open ? "open" : "closed")}
          />
        </Suspense>
      )}
      <SystemPromptDialog
        projectId={projectId}
        selection={selection}
        open={prompt}
        onOpenChange={setPrompt}
      />
      <Dialog
        open={settings && !wide}
        onOpenChange={setSettings}
        title="Where the agent works"
        description="Defaults for names without a catalog or schema, and the SQL warehouse."
      >
        <div className="flex flex-col gap-2 [&_button>.sr-only]:not-sr-only [&>*]:w-full [&>*]:max-w-full">
          <Pickers selection={selection} onChange={onSelection} />
        </div>
        <div className="mt-4 flex items-center justify-between text-sm text-muted">
          Theme <ThemeMenu />
        </div>
      </Dialog>
      {error !== undefined && (
        <div className="fixed inset-x-3 top-14 z-40 mx-auto max-w-md">
          <ErrorNote error={error}>
            <Button size="sm" onClick={onDismissError}>
              Dismiss
            </Button>
          </ErrorNote>
        </div>
      )}
    </header>
  );
}
