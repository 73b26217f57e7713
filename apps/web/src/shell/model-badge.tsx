import type { AppConfig } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { configQuery } from "../api/queries.ts";
import { ModelPicker } from "../pickers/model-picker.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** The model in use; its menu offers the ones at hand and tells how to connect another. */
export function ModelBadge({ className }: { className?: string }) {
  const { data: config } = useQuery(configQuery);
  const [open, setOpen] = useState(false);
  if (!config) return null;
  return (
    <>
      <ModelPicker {...(className ? { className } : {})} onConnect={() => setOpen(true)} />
      <ModelDialog config={config} open={open} onOpenChange={setOpen} />
    </>
  );
}

const ways = [
  { title: "Anthropic", lines: ["ANTHROPIC_API_KEY=…"] },
  {
    title: "Databricks Model Serving",
    lines: ["LLM_PROVIDER=databricks", "DATABRICKS_HOST=https://…", "DATABRICKS_TOKEN=…"],
  },
  {
    title: "Any server with the Messages API",
    lines: ["ANTHROPIC_BASE_URL=http://127.0.0.1:11434", "ANTHROPIC_AUTH_TOKEN=local", "ANTHROPIC_MODEL=…"],
  },
];

export function ModelDialog({
  config,
  open,
  onOpenChange,
}: {
  config: AppConfig;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const practice = config.model.kind === "practice";
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={practice ? "You are using the practice model" : `Model: ${config.model.label}`}
      description={
        practice
          ? "It is a program that stands in for a model, so that everything can be tried without a key. It runs the SQL it is given, answers simple questions about the catalog and plays the guided builds. It does not think."
          : `Requests go to ${config.model.id}.`
      }
    >
      <h3 className="text-sm font-semibold">{practice ? "Connect a real model" : "Use another model"}</h3>
      <p className="mt-1 text-sm text-muted">
        Put one of these in <code className="font-mono text-xs">.env.local</code> and start Lakehand again.
      </p>
      <ul className="mt-3 space-y-3">
        {ways.map((way) => (
          <li key={way.title}>
            <p className="text-sm font-medium">{way.title}</p>
            <pre className="mt-1 overflow-x-auto rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-xs">
              {way.lines.join("\n")}
            </pre>
          </li>
        ))}
      </ul>
      {config.local_models.length > 0 && (
        <>
          <h3 className="mt-4 text-sm font-semibold">Found on this machine</h3>
          <ul className="mt-1 space-y-2 text-sm">
            {config.local_models.map((server) => (
              <li key={server.base_url}>
                {server.name} at <code className="font-mono text-xs">{server.base_url}</code>
                {server.models.length > 0 && (
                  <span className="text-muted"> with {server.models.join(", ")}</span>
                )}
                <pre className="mt-1 overflow-x-auto rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-xs">
                  {`ANTHROPIC_BASE_URL=${server.base_url}\nANTHROPIC_AUTH_TOKEN=local\nANTHROPIC_MODEL=${server.models[0] ?? "…"}`}
                </pre>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
