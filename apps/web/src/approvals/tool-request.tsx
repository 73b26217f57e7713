import type { ActionAnswer } from "@lakehand/protocol";
import { ChevronDown, OctagonAlert, Pencil, ShieldQuestion } from "lucide-react";
import { useId } from "react";
import { shortToolName } from "../transcript/tool-names.ts";
import { Button } from "../ui/button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { type ActionCardProps, ActionFrame } from "./action-frame.tsx";
import { actionTitle } from "./action-title.ts";
import { sendAnswer } from "./answers.ts";
import { ConsequenceChip } from "./consequence-chip.tsx";
import { consequenceWords } from "./consequences.ts";
import { DenyField } from "./deny-field.tsx";
import { useDraft } from "./drafts.ts";
import { inputField, RequestBody, type ToolRequest } from "./request-body.tsx";
import { ChangedText, TextEditor } from "./text-editor.tsx";

/** A tool call that waits to be allowed or denied. */
export function ToolRequestCard(props: ActionCardProps & { request: ToolRequest }) {
  const { executionId, action, request, entry } = props;
  const [draft, change] = useDraft(action.id);
  const hint = useId();
  const original = inputField(request, request.editable);
  const edited = original === undefined ? undefined : draft.edited;
  const changed = edited !== undefined && edited !== original;
  const busy = entry?.phase === "sending" || entry?.phase === "taken";
  const blank = changed && edited.trim() === "";

  const answer = (value: Partial<ActionAnswer> & Pick<ActionAnswer, "decision">) =>
    void sendAnswer(executionId, action.id, { scope: "once", ...value });
  const allow = (scope: ActionAnswer["scope"]) =>
    answer({
      decision: "allow",
      scope,
      ...(changed && request.editable
        ? { updated_input: { ...request.input, [request.editable]: edited } }
        : {}),
    });

  const noun = request.editable?.includes("sql")
    ? "SQL"
    : request.editable === "command"
      ? "command"
      : "text";
  const covers = `${shortToolName(request.tool_name)}, when its calls ${consequenceWords[request.consequence].does}`;
  return (
    <ActionFrame
      {...props}
      tone={request.consequence === "destructive" ? "danger" : "warn"}
      icon={request.consequence === "destructive" ? OctagonAlert : ShieldQuestion}
      title={actionTitle(request)}
      aside={<ConsequenceChip raised consequence={request.consequence} />}
      footer={
        draft.open === "deny" ? (
          <DenyField
            approvalId={action.id}
            action="Deny"
            label="Tell the agent what to do instead (optional)"
            placeholder="Keep the table; rename it to orders_old…"
            disabled={busy}
            onCancel={() => change({ open: undefined })}
            onSend={(message) => answer({ decision: "deny", ...(message ? { message } : {}) })}
          />
        ) : (
          <>
            <Button size="sm" disabled={busy} onClick={() => change({ open: "deny" })}>
              Deny…
            </Button>
            {original !== undefined && draft.open !== "edit" && (
              <Button size="sm" variant="ghost" disabled={busy} onClick={() => change({ open: "edit" })}>
                <Pencil aria-hidden className="size-3.5" />
                Edit {noun}
              </Button>
            )}
            <div className="ml-auto flex items-center">
              <Button
                size="sm"
                variant="primary"
                disabled={busy || blank}
                aria-describedby={request.default_to_no ? hint : undefined}
                onKeyDown={(event) => {
                  // Enter is what a person presses without looking; Space or a click is meant.
                  if (event.key === "Enter" && request.default_to_no) event.preventDefault();
                }}
                onClick={() => allow("once")}
                className={changed ? "" : "rounded-r-none"}
              >
                {entry?.phase === "sending" ? "Sending…" : changed ? "Allow with changes" : "Allow once"}
              </Button>
              {!changed && (
                <Menu
                  trigger={
                    <Button
                      size="sm"
                      variant="primary"
                      disabled={busy}
                      aria-label="Allow for longer"
                      className="rounded-l-none border-l border-on-accent/30 px-1.5"
                    >
                      <ChevronDown aria-hidden className="size-3.5" />
                    </Button>
                  }
                >
                  <LongerItem
                    onSelect={() => allow("conversation")}
                    label="Allow for this conversation"
                    covers={covers}
                  />
                  <LongerItem
                    onSelect={() => allow("project")}
                    label="Allow for this project"
                    covers={covers}
                  />
                </Menu>
              )}
            </div>
            {request.default_to_no && (
              <span id={hint} className="sr-only">
                The Enter key does not allow this. Press Space, or click.
              </span>
            )}
          </>
        )
      }
    >
      {request.reason && (
        <p className="px-3 py-2 text-muted wrap-anywhere first-letter:uppercase">{request.reason}</p>
      )}
      <div className="border-line not-first:border-t">
        {draft.open === "edit" && original !== undefined ? (
          <TextEditor
            label={`${noun === "SQL" ? "SQL" : "Text"} to run instead`}
            original={original}
            value={edited ?? original}
            onChange={(value) => change({ edited: value })}
            onClose={() => change({ open: undefined })}
          />
        ) : changed ? (
          <ChangedText before={original!} after={edited} />
        ) : (
          <RequestBody request={request} />
        )}
      </div>
    </ActionFrame>
  );
}

function LongerItem(props: { label: string; covers: string; onSelect: () => void }) {
  return (
    <MenuItem onSelect={props.onSelect}>
      <span className="max-w-72">
        <span className="block">{props.label}</span>
        <span className="block text-xs text-faint">Covers {props.covers}.</span>
      </span>
    </MenuItem>
  );
}
