import { Link } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { usePageTitle } from "../events/page-title.ts";
import { NotifyButton } from "../notify/notify-control.tsx";
import { ThemeMenu } from "../shell/theme-menu.tsx";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Logo } from "../ui/logo.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import { InboxList } from "./inbox-list.tsx";
import { useInbox } from "./use-inbox.ts";

/** Everything that waits for this person, in all projects. */
export function InboxPage() {
  const { items, inbox } = useInbox();
  usePageTitle("Inbox");
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <header className="flex h-14 shrink-0 items-center gap-2.5 px-4 sm:px-6">
        <Link to="/" aria-label="Start page" className="flex shrink-0 rounded-lg">
          <Logo />
        </Link>
        <span className="text-[15px] font-semibold tracking-tight">Lakehand</span>
        <div className="ml-auto">
          <ThemeMenu />
        </div>
      </header>
      <main className="mx-auto flex w-full max-w-3xl flex-1 flex-col px-4 pt-4 pb-10 sm:px-6">
        <div className="mb-5 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div>
            <h1 className="text-2xl font-semibold tracking-tight">Needs you</h1>
            <p className="mt-1 text-sm text-muted">
              What the agent has asked and waits for, in all projects.
            </p>
          </div>
          <NotifyButton />
        </div>
        {inbox.isPending && (
          <div className="space-y-3">
            <Skeleton className="h-32" />
            <Skeleton className="h-32" />
          </div>
        )}
        {inbox.isError && (
          <ErrorNote error={inbox.error}>
            <Button size="sm" onClick={() => void inbox.refetch()}>
              Try again
            </Button>
          </ErrorNote>
        )}
        {inbox.isSuccess && items.length === 0 && (
          <div className="flex-1">
            <Empty icon={<Inbox />} title="Nothing waits for you">
              Questions, plans and steps that need your word appear here, and on the tab's title.
            </Empty>
          </div>
        )}
        <InboxList items={items} />
      </main>
    </div>
  );
}
