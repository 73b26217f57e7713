import { useQuery } from "@tanstack/react-query";
import { systemPromptQuery } from "../api/queries.ts";
import { Code } from "../markdown/code.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import type { Selection } from "./use-selection.ts";

export interface SystemPromptDialogProps {
  projectId: string;
  selection: Selection;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** What the model is told before the conversation, with the present choices in it. */
export function SystemPromptDialog({ projectId, selection, open, onOpenChange }: SystemPromptDialogProps) {
  const prompt = useQuery({ ...systemPromptQuery(projectId, selection), enabled: open });
  return (
    <Dialog
      wide
      open={open}
      onOpenChange={onOpenChange}
      title="System prompt"
      description="What the model is told before every conversation, with your present choices in it."
    >
      {prompt.isPending && <Skeleton className="h-40" />}
      {prompt.isError && <ErrorNote error={prompt.error} />}
      {prompt.data && (
        <div className="relative rounded-lg border border-line bg-sunken">
          <CopyButton text={prompt.data.system_prompt} className="absolute top-1 right-1 bg-sunken" />
          <Code code={prompt.data.system_prompt} language="markdown" className="p-3 whitespace-pre-wrap" />
        </div>
      )}
    </Dialog>
  );
}
