import { useQuery } from "@tanstack/react-query";
import { Cpu, Database, HardDrive, TerminalSquare } from "lucide-react";
import { useState } from "react";
import { configQuery } from "../api/queries.ts";
import { ModelDialog } from "./model-badge.tsx";

/** One plain line: what this installation runs on. */
export function RunsOn() {
  const { data: config, isError } = useQuery(configQuery);
  const [open, setOpen] = useState(false);
  if (isError)
    return <p className="text-xs text-danger">The server does not answer. Check that it is still running.</p>;
  if (!config) return <p className="h-5" />;
  const practice = config.model.kind === "practice";
  return (
    <footer className="flex flex-wrap items-center gap-x-5 gap-y-1.5 text-xs text-muted">
      <span className="inline-flex items-center gap-1.5">
        <Database aria-hidden className="size-3.5 text-faint" />
        Workspace: {config.workspace.label}
      </span>
      <span className="inline-flex items-center gap-1.5">
        <HardDrive aria-hidden className="size-3.5 text-faint" />
        Database: {config.database.label}
      </span>
      <span className="inline-flex items-center gap-1.5">
        <TerminalSquare aria-hidden className="size-3.5 text-faint" />
        <span title={config.sandbox.next}>Sandbox: {config.sandbox.label}</span>
      </span>
      <span className="inline-flex items-center gap-1.5">
        <Cpu aria-hidden className="size-3.5 text-faint" />
        Model: {config.model.label}
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="rounded text-accent underline underline-offset-2"
        >
          {practice ? "not a real model; connect one" : "change"}
        </button>
      </span>
      <ModelDialog config={config} open={open} onOpenChange={setOpen} />
    </footer>
  );
}
