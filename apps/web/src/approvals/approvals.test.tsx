import type { ActionBlock, ActionRequest } from "@lakehand/protocol";
import { act, cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
// Loaded on first use by the page; here at once.
import "../markdown/markdown.tsx";
import "./pending-card.tsx";
import "./settled-card.tsx";
import {
  action,
  budgetRequest,
  dropRequest,
  planRequest,
  questionRequest,
  scriptRequest,
  writeRequest,
} from "../test/actions.ts";
import { renderPart } from "../test/render.tsx";
import { ActionCard } from "./action-card.tsx";
import { useAnswerStore } from "./answers.ts";
import { forgetDraft } from "./drafts.ts";
import { withoutTitle } from "./plan-request.tsx";

const me = {
  user: "me@example.com",
  workspace_url: "",
  lakebase_configured: true,
  lakebase_project_id: null,
  lakebase_error: null,
};
let sent: { url: string; body: unknown }[] = [];
let respond: () => Response;

beforeEach(() => {
  sent = [];
  respond = () => Response.json({});
  useAnswerStore.setState({ entries: {} });
  forgetDraft("a1");
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    if (url === "/api/me") return Response.json(me);
    if (init?.method !== "POST") return Response.json({}, { status: 404 });
    sent.push({ url, body: JSON.parse(String(init.body)) });
    return respond();
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const card = (block: ActionBlock, interrupted = false) => (
  <ActionCard executionId="e1" action={block} interrupted={interrupted} />
);
async function show(request: ActionRequest, rest: Partial<ActionBlock> = {}, interrupted = false) {
  const view = await act(async () => renderPart(card(action(request, rest), interrupted)));
  await screen.findAllByRole("heading");
  return view;
}
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const click = (name: string | RegExp) => act(async () => void fireEvent.click(button(name)));
const bodies = () => sent.map(({ body }) => body);

describe("a tool call", () => {
  it("shows what it would do, why, and its class in a word", async () => {
    await show(dropRequest);
    expect(screen.getByRole("heading").textContent).toBe("Needs you: Drop main.default.orders");
    expect(screen.getByText("Destructive")).toBeTruthy();
    expect(screen.getByText("removes main.default.orders")).toBeTruthy();
    expect(screen.getByText("DROP TABLE main.default.orders")).toBeTruthy();
  });

  it("shows each statement of a script with a class of its own", async () => {
    await show(scriptRequest);
    const parts = screen.getAllByRole("listitem").map((part) => part.textContent);
    expect(parts).toHaveLength(3);
    expect(parts[0]).toContain("Writes");
    expect(parts[1]).toContain("Reads");
    expect(parts[2]).toContain("Leaves the workspace");
  });

  it("allows once, and says so before the log does", async () => {
    await show(writeRequest);
    await click("Allow once");
    expect(sent).toEqual([
      { url: "/api/executions/e1/approvals/a1", body: { decision: "allow", scope: "once" } },
    ]);
    expect((await screen.findByRole("heading")).textContent).toMatch(/^Allowed onceby you, \d\d:\d\d$/);
    expect(screen.queryByRole("button", { name: "Allow once" })).toBeNull();
  });

  it("does not allow a destructive call on Enter, but does on a click", async () => {
    await show(dropRequest);
    const allow = button("Allow once");
    allow.focus();
    // A browser makes a click of the key unless it is prevented.
    expect(fireEvent.keyDown(allow, { key: "Enter" })).toBe(false);
    expect(sent).toEqual([]);
    await click("Allow once");
    expect(sent).toHaveLength(1);
  });

  it("leaves Enter alone where nothing is destroyed, and takes no focus by itself", async () => {
    await show(writeRequest);
    expect(document.activeElement).toBe(document.body);
    expect(fireEvent.keyDown(button("Allow once"), { key: "Enter" })).toBe(true);
  });

  it("keeps the keyboard in the transcript when the answer takes the buttons away", async () => {
    await act(async () =>
      renderPart(
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as the transcript is.
        <div role="log" tabIndex={0}>
          {card(action(writeRequest))}
        </div>,
      ),
    );
    await screen.findAllByRole("heading");
    button("Allow once").focus();
    await click("Allow once");
    await screen.findByText("Allowed once");
    expect(document.activeElement).toBe(screen.getByRole("log"));
  });

  it("allows for the project, and says beforehand what that covers", async () => {
    await show(dropRequest);
    fireEvent.keyDown(button("Allow for longer"), { key: "Enter" });
    const item = screen.getByRole("menuitem", { name: /for this project/ });
    expect(item.textContent).toContain("execute_sql, when its calls remove or replace what is there");
    await act(async () => void fireEvent.click(item));
    expect(bodies()).toEqual([{ decision: "allow", scope: "project" }]);
  });

  it("denies with a message, and never by Escape", async () => {
    await show(dropRequest);
    await click("Deny…");
    const field = screen.getByLabelText(/Tell the agent what to do instead/);
    expect(document.activeElement).toBe(field);
    fireEvent.change(field, { target: { value: "Rename it instead." } });
    fireEvent.keyDown(field, { key: "Escape" });
    expect(sent).toEqual([]);
    await click("Deny…");
    expect(screen.getByDisplayValue("Rename it instead.")).toBeTruthy();
    await click("Deny");
    expect(bodies()).toEqual([{ decision: "deny", scope: "once", message: "Rename it instead." }]);
    expect((await screen.findByRole("heading")).textContent).toContain("Denied");
    expect(screen.getByText("“Rename it instead.”")).toBeTruthy();
  });

  it("runs with the text as the person changed it, and shows what that is", async () => {
    await show(dropRequest);
    await click("Edit SQL");
    const box = screen.getByLabelText("SQL to run instead");
    fireEvent.change(box, { target: { value: "DROP TABLE main.default.orders_old" } });
    await click("Done");
    const diff = screen.getByRole("region", { name: "What was changed" });
    expect(diff.textContent).toContain("− DROP TABLE main.default.orders");
    expect(diff.textContent).toContain("+ DROP TABLE main.default.orders_old");
    // A changed call is answered for itself only.
    expect(screen.queryByRole("button", { name: "Allow for longer" })).toBeNull();
    await click("Allow with changes");
    expect(bodies()).toEqual([
      {
        decision: "allow",
        scope: "once",
        updated_input: { sql_query: "DROP TABLE main.default.orders_old", warehouse_id: "w1" },
      },
    ]);
  });

  it("resets what was changed, and does not run an empty text", async () => {
    await show(dropRequest);
    await click("Edit SQL");
    const box = () => screen.getByLabelText<HTMLTextAreaElement>("SQL to run instead");
    fireEvent.change(box(), { target: { value: " " } });
    expect(button("Allow with changes").hasAttribute("disabled")).toBe(true);
    await click("Reset");
    expect(box().value).toBe("DROP TABLE main.default.orders");
    expect(button("Allow once").hasAttribute("disabled")).toBe(false);
  });

  it("keeps what was typed when the card leaves the page and comes back", async () => {
    const view = await show(dropRequest);
    await click("Deny…");
    fireEvent.change(screen.getByLabelText(/what to do instead/), { target: { value: "Half a thou" } });
    view.unmount();
    await show(dropRequest);
    expect(screen.getByDisplayValue("Half a thou")).toBeTruthy();
  });

  it("says that somebody was first, and shows their answer when it is here", async () => {
    respond = () => Response.json({ detail: "Answered already.", code: "ALREADY_ANSWERED" }, { status: 409 });
    await show(writeRequest);
    await click("Allow once");
    expect(screen.getByText(/Somebody answered this first/)).toBeTruthy();
    expect(button("Allow once").hasAttribute("disabled")).toBe(true);
    cleanup();
    await show(writeRequest, {
      state: "denied",
      by: "ana@example.com",
      resolvedAt: "2026-11-24T09:00:00Z",
      answer: { decision: "deny", scope: "once", message: "Not there." },
    });
    const heading = screen.getByRole("heading").textContent;
    expect(heading).toContain("Denied: Write report.md");
    expect(heading).toContain("by ana@example.com");
  });

  it("shows why an answer did not arrive, and lets it be sent again", async () => {
    respond = () => Response.json({ detail: "The database is down.", code: "DB_DOWN" }, { status: 503 });
    await show(writeRequest);
    await click("Allow once");
    expect(screen.getByRole("alert").textContent).toContain("The database is down.");
    respond = () => Response.json({});
    await click("Allow once");
    expect(sent).toHaveLength(2);
  });

  it("says that the answer continues a run that was cut off", async () => {
    await show(writeRequest, {}, true);
    expect(screen.getByText(/Your answer continues it/)).toBeTruthy();
    expect(button("Allow once")).toBeTruthy();
  });

  it("offers no answer once the run has ended without one", async () => {
    await show(writeRequest, { state: "cancelled" });
    expect(screen.getByRole("heading").textContent).toContain("Not answered: the run ended before");
    expect(screen.queryByRole("button", { name: /Allow/ })).toBeNull();
  });
});

describe("questions", () => {
  it("are sent when all are answered, as labels and the person's own words", async () => {
    await show(questionRequest);
    const [layer, columns] = screen.getAllByRole("group");
    expect(within(layer!).getByText("Layer")).toBeTruthy();
    await click("Send answers");
    expect(sent).toEqual([]);
    expect(screen.getAllByText(/Choose an answer/)).toHaveLength(2);
    expect(screen.getByText("2 answers missing")).toBeTruthy();
    expect(document.activeElement).toBe(within(layer!).getAllByRole("radio")[0]);

    fireEvent.click(screen.getByRole("radio", { name: /Bronze/ }));
    fireEvent.click(screen.getByRole("radio", { name: /Gold/ }));
    fireEvent.click(screen.getByRole("checkbox", { name: "zip" }));
    fireEvent.change(within(columns!).getByRole("textbox"), { target: { value: "phone, too" } });
    await click("Send answers");
    expect(bodies()).toEqual([
      {
        decision: "allow",
        scope: "once",
        answers: {
          "Which layer do you need first?": "Gold",
          "Which columns may go?": "zip, phone, too",
        },
      },
    ]);
    expect((await screen.findByRole("heading")).textContent).toContain("Answered");
    expect(screen.getByText("zip, phone, too")).toBeTruthy();
  });

  it("take an own answer in place of a choice", async () => {
    await show(questionRequest);
    const layer = screen.getAllByRole("group")[0]!;
    fireEvent.click(within(layer).getByRole("radio", { name: /Bronze/ }));
    fireEvent.change(within(layer).getByRole("textbox"), { target: { value: "Silver" } });
    expect(within(layer).getByRole<HTMLInputElement>("radio", { name: /Bronze/ }).checked).toBe(false);
    expect(within(layer).getByRole<HTMLInputElement>("radio", { name: /Another answer/ }).checked).toBe(true);
  });

  it("are a plain text box when the model sent nothing to choose from", async () => {
    await show({ kind: "question", title: "What shall the table be called?", questions: [] });
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "orders" } });
    await click("Answer");
    expect(bodies()).toMatchObject([{ answers: { "What shall the table be called?": "orders" } }]);
  });

  it("can be met with something else", async () => {
    await show(questionRequest);
    await click("Say something else…");
    fireEvent.change(screen.getByLabelText(/something else instead/), { target: { value: "Wait." } });
    await click("Send");
    expect(bodies()).toEqual([{ decision: "deny", scope: "once", message: "Wait." }]);
  });
});

describe("a plan", () => {
  it("is approved with the mode to go on in", async () => {
    await show(planRequest);
    expect(screen.getByText("bronze").tagName).toBe("STRONG");
    fireEvent.change(screen.getByLabelText("How the agent goes on"), { target: { value: "ask" } });
    await click("Approve");
    expect(bodies()).toEqual([{ decision: "allow", scope: "once", mode: "ask" }]);
    expect((await screen.findByRole("heading")).textContent).toMatch(/^Plan· approved by you, \d\d:\d\d$/);
  });

  it("does not say its title twice", () => {
    expect(withoutTitle("# Build gold\n\n1. Sum", "Build gold")).toBe("1. Sum");
    expect(withoutTitle("# Build gold\n1. Sum", "A plan to approve")).toBe("# Build gold\n1. Sum");
  });

  it("goes with the person's changes", async () => {
    await show(planRequest);
    await click("Edit plan");
    fireEvent.change(screen.getByLabelText("Plan, in Markdown"), { target: { value: "1. Bronze only" } });
    await click("Approve with changes");
    expect(bodies()).toEqual([{ decision: "allow", scope: "once", mode: "auto", plan: "1. Bronze only" }]);
  });

  it("is sent back with words", async () => {
    await show(planRequest);
    await click("Keep planning…");
    fireEvent.change(screen.getByLabelText("What should be different?"), { target: { value: "No gold." } });
    await click("Keep planning");
    expect(bodies()).toEqual([{ decision: "deny", scope: "once", message: "No gold." }]);
  });
});

describe("a budget", () => {
  it("says what was spent and goes on or stops", async () => {
    await show(budgetRequest);
    expect(screen.getByText("$1.04")).toBeTruthy();
    await click("Stop here");
    expect(bodies()).toEqual([{ decision: "deny", scope: "once" }]);
    expect((await screen.findByRole("heading")).textContent).toContain("Stopped at the limit");
  });
});
