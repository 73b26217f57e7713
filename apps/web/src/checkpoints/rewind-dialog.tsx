import type { RewindResult } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { plural } from "../lib/format.ts";
import { ChangeCounts, ChangeLetter, totals } from "../panels/changes/change-counts.tsx";
import { safeUrl } from "../transcript/cards/tool-extras.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Skeleton, Spinner } from "../ui/spinner.tsx";
import { rewindPreviewQuery } from "./api.ts";

export interface RewindChoice {
  files: boolean;
  conversation: boolean;
}

export interface RewindDialogProps {
  projectId: string;
  conversationId: string;
  executionId: string;
  /** "retry": the message is sent again afterwards, so the conversation always goes back. */
  kind: "rewind" | "retry";
  onClose: () => void;
  /** The dialog closes when it resolves; when it rejects, the error is shown and the dialog stays. */
  onConfirm: (choice: RewindChoice, preview: RewindResult) => Promise<void>;
}

/** Shows what going back to before a message would do, and does it. */
export function RewindDialog(props: RewindDialogProps) {
  const { projectId, conversationId, executionId, kind, onClose, onConfirm } = props;
  const preview = useQuery(rewindPreviewQuery(projectId, conversationId, executionId));
  const [files, setFiles] = useState(true);
  const [conversation, setConversation] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const data = preview.data;
  const canFiles = data?.changes != null && data.changes.length > 0;
  const choice = { files: files && canFiles, conversation: conversation || kind === "retry" };
  const go = async () => {
    if (!data) return;
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm(choice, data);
      onClose();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={kind === "retry" ? "Try this message again" : "Rewind to before this message"}
      description={
        kind === "retry"
          ? "Goes back to before the message and sends it again."
          : "Nothing happens until you confirm. Files can be brought back afterwards."
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!data || busy || !(choice.files || choice.conversation)}
            onClick={() => void go()}
          >
            {busy && <Spinner className="text-on-accent" />}
            {kind === "retry" ? "Try again" : "Rewind"}
          </Button>
        </>
      }
    >
      {preview.isPending && <Skeleton className="h-32" />}
      {preview.isError && (
        <ErrorNote error={preview.error}>
          <Button size="sm" onClick={() => void preview.refetch()}>
            Look again
          </Button>
        </ErrorNote>
      )}
      {data && (
        <div className="space-y-4">
          <blockquote className="line-clamp-3 border-l-2 border-accent-line pl-3 text-sm wrap-anywhere text-muted">
            {data.message}
          </blockquote>
          <Checkbox
            checked={files && canFiles}
            disabled={!canFiles}
            onChange={setFiles}
            hint={
              data.changes === null
                ? "No checkpoint was taken for this message: the files stay as they are."
                : canFiles
                  ? undefined
                  : "The files are as they were before this message."
            }
          >
            {canFiles ? `Put back ${plural(data.changes!.length, "file")}` : "Put back files"}
          </Checkbox>
          {canFiles && <FileList changes={data.changes!} />}
          <Checkbox
            checked={choice.conversation}
            disabled={kind === "retry"}
            onChange={setConversation}
            hint="They leave the conversation, and the agent forgets them."
          >
            {`Take back ${plural(data.runs, "message and its answer", "messages and their answers")}`}
          </Checkbox>
          {data.notes?.map((note) => (
            <p key={note} className="text-[13px] text-muted">
              {note}
            </p>
          ))}
          {data.kept_in_workspace.length > 0 && <Kept kept={data.kept_in_workspace} />}
        </div>
      )}
      {error !== undefined && (
        <div className="mt-3">
          <ErrorNote error={error} />
        </div>
      )}
    </Dialog>
  );
}

function FileList({ changes }: { changes: NonNullable<RewindResult["changes"]> }) {
  return (
    <div className="ml-6.5 rounded-lg border border-line">
      <ul className="max-h-44 overflow-y-auto py-1 text-xs">
        {changes.map((change) => (
          <li key={change.path} className="flex items-center gap-2 px-2.5 py-0.5">
            <ChangeLetter status={change.status} />
            <span className="min-w-0 flex-1 truncate font-mono" title={change.path}>
              {change.path}
            </span>
            <ChangeCounts change={change} />
          </li>
        ))}
      </ul>
      <p className="flex justify-between border-t border-line px-2.5 py-1 text-xs text-faint">
        <span>What happens to the files</span>
        <ChangeCounts change={totals(changes)} />
      </p>
    </div>
  );
}

/** Tables and the like live in the workspace, where a checkpoint of files does not reach. */
function Kept({ kept }: { kept: RewindResult["kept_in_workspace"] }) {
  return (
    <div className="rounded-lg bg-warn-soft px-3 py-2 text-[13px]">
      <p className="font-medium text-warn">
        {kept.length === 1 ? "This stays as it is" : "These stay as they are"} in the workspace
      </p>
      <ul className="mt-1 max-h-32 overflow-y-auto text-xs text-muted">
        {kept.map((thing) => {
          const url = safeUrl(thing.url);
          return (
            <li key={`${thing.type}:${thing.name}`} className="wrap-anywhere">
              {thing.type}{" "}
              {url ? (
                <a
                  href={url}
                  target="_blank"
                  rel="noopener noreferrer"
                  className="font-mono text-accent underline"
                >
                  {thing.name}
                </a>
              ) : (
                <span className="font-mono">{thing.name}</span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
