import type { Conversation } from "@lakehand/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Ellipsis, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { deleteConversation, updateConversation } from "../api/mutations.ts";
import { conversationsQuery } from "../api/queries.ts";
import { ConversationBadge } from "../events/conversation-badge.tsx";
import { isRunning } from "../stream/session.ts";
import { useStreamStore } from "../stream/store.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { cx } from "../ui/cx.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { InlineEdit } from "../ui/inline-edit.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import { useRename } from "../ui/use-rename.ts";

export interface ConversationListProps {
  projectId: string;
  current: string | undefined;
  /** Something was chosen: a drawer closes. */
  onPicked?: () => void;
}

export function ConversationList({ projectId, current, onPicked }: ConversationListProps) {
  const conversations = useQuery(conversationsQuery(projectId));
  return (
    <nav aria-label="Conversations" className="flex h-full flex-col">
      <div className="p-2">
        <Link
          to="/projects/$projectId"
          params={{ projectId }}
          search={{ new: true }}
          {...(onPicked ? { onClick: onPicked } : {})}
          className="flex h-9 w-full items-center justify-center gap-2 rounded-lg border border-line-strong bg-surface text-[13px] font-medium hover:bg-hover"
        >
          <Plus aria-hidden className="size-4" />
          New conversation
        </Link>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {conversations.isPending && (
          <div className="space-y-2 p-1">
            <Skeleton className="h-7" />
            <Skeleton className="h-7" />
          </div>
        )}
        {conversations.isError && (
          <ErrorNote error={conversations.error}>
            <Button size="sm" onClick={() => void conversations.refetch()}>
              Try again
            </Button>
          </ErrorNote>
        )}
        {conversations.data?.length === 0 && (
          <p className="px-2 py-1.5 text-xs text-faint">No conversations yet.</p>
        )}
        <ul>
          {conversations.data?.map((conversation) => (
            <Row
              key={conversation.id}
              projectId={projectId}
              conversation={conversation}
              active={conversation.id === current}
              onPicked={onPicked}
            />
          ))}
        </ul>
      </div>
    </nav>
  );
}

interface RowProps {
  projectId: string;
  conversation: Conversation;
  active: boolean;
  onPicked: (() => void) | undefined;
}

function Row({ projectId, conversation, active, onPicked }: RowProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const here = useStreamStore((s) => s.conversations[conversation.id]);
  const running = active ? isRunning(here) : conversation.running;
  const refresh = () => client.invalidateQueries({ queryKey: ["projects", projectId] });
  const { renaming, setRenaming, rename, error } = useRename(async (title) => {
    await updateConversation(projectId, conversation.id, { title });
    await refresh();
  });
  const remove = async () => {
    await deleteConversation(projectId, conversation.id);
    // Out of the list first: the page would otherwise go straight back to it.
    client.setQueryData(conversationsQuery(projectId).queryKey, (list) =>
      list?.filter((c) => c.id !== conversation.id),
    );
    if (active) await navigate({ to: "/projects/$projectId", params: { projectId } });
    useStreamStore.getState().forget(conversation.id);
    await refresh();
  };
  return (
    <li>
      <div
        className={cx(
          "group/row flex h-9 items-center rounded-lg pr-0.5",
          active ? "bg-hover" : "hover:bg-hover",
        )}
      >
        {renaming ? (
          <InlineEdit
            value={conversation.title}
            label="Conversation title"
            onSave={rename}
            onCancel={() => setRenaming(false)}
          />
        ) : (
          <>
            <Link
              to="/projects/$projectId/c/$conversationId"
              params={{ projectId, conversationId: conversation.id }}
              aria-current={active ? "page" : undefined}
              {...(onPicked ? { onClick: onPicked } : {})}
              className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-lg pl-2.5 text-[13px]"
            >
              <span className={cx("min-w-0 flex-1 truncate", active ? "font-medium" : "text-muted")}>
                {conversation.title}
              </span>
              <ConversationBadge conversationId={conversation.id} running={running} />
            </Link>
            <Menu
              trigger={
                <IconButton
                  label={`Actions for ${conversation.title}`}
                  className="size-7 opacity-0 group-hover/row:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
                >
                  <Ellipsis />
                </IconButton>
              }
            >
              <MenuItem onSelect={() => setRenaming(true)}>
                <Pencil /> Rename
              </MenuItem>
              <MenuItem danger onSelect={() => setDeleting(true)}>
                <Trash2 /> Delete
              </MenuItem>
            </Menu>
          </>
        )}
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete “${conversation.title}”?`}
        description={`Its messages and results here are deleted for good.${running ? " Its run is stopped." : ""} Tables and files stay.`}
        action="Delete conversation"
        onConfirm={remove}
      />
    </li>
  );
}
