import type { ApprovalRule, Conversation } from "@lakehand/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { conversationsQuery } from "../api/queries.ts";
import { ConsequenceChip } from "../approvals/consequence-chip.tsx";
import { clock } from "../approvals/outcome-words.ts";
import { shortToolName } from "../transcript/tool-names.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Empty } from "../ui/empty.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import { deleteRule, rulesQuery } from "./api.ts";

export interface RulesDialogProps {
  projectId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** What was allowed for longer than once, and the way to take it back. */
export function RulesDialog({ projectId, open, onOpenChange }: RulesDialogProps) {
  const client = useQueryClient();
  const rules = useQuery({ ...rulesQuery(projectId), enabled: open });
  const conversations = useQuery({ ...conversationsQuery(projectId), enabled: open });
  const [error, setError] = useState<unknown>();
  const remove = async (rule: ApprovalRule) => {
    setError(undefined);
    try {
      await deleteRule(projectId, rule.id);
    } catch (cause) {
      setError(cause);
    }
    await client.invalidateQueries({ queryKey: rulesQuery(projectId).queryKey });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Standing answers"
      description="Calls that are answered without asking you again. Without its answer a call asks again."
    >
      {rules.isPending && <Skeleton className="h-16" />}
      {rules.isError && <ErrorNote error={rules.error} />}
      {error !== undefined && <ErrorNote error={error} />}
      {rules.data?.length === 0 && (
        <Empty title="None">
          “Allow for this conversation” or “for this project” on a card that needs you makes one.
        </Empty>
      )}
      {rules.data && rules.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {rules.data.map((rule) => (
            <Rule
              key={rule.id}
              rule={rule}
              conversations={conversations.data ?? []}
              onRemove={() => void remove(rule)}
            />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Rule(props: { rule: ApprovalRule; conversations: readonly Conversation[]; onRemove: () => void }) {
  const { rule, conversations, onRemove } = props;
  const title = conversations.find((c) => c.id === rule.conversation_id)?.title;
  const tool = shortToolName(rule.tool_name);
  return (
    <li className="flex items-center gap-2 py-1.5 pr-1 pl-3 text-[13px]">
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{rule.decision === "allow" ? "Allow" : "Deny"}</span>
          <code className="font-mono text-xs wrap-anywhere">{tool}</code>
          <ConsequenceChip consequence={rule.consequence} />
        </span>
        <span className="block truncate text-xs text-faint">
          {rule.conversation_id === null ? "In the whole project" : `In “${title ?? "one conversation"}”`} ·{" "}
          {clock(rule.created_at)}
        </span>
      </span>
      <IconButton label={`Take back: ${rule.decision} ${tool}`} onClick={onRemove}>
        <Trash2 />
      </IconButton>
    </li>
  );
}
