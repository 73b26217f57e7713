import { type ErrorComponentProps, Link, Outlet } from "@tanstack/react-router";
import { useUserEvents } from "../events/use-user-events.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Toasts } from "../ui/toast.tsx";

export function Root() {
  useUserEvents();
  return (
    <>
      <Outlet />
      <Toasts />
    </>
  );
}

export function NotFound() {
  return (
    <main className="h-full">
      <Empty title="There is nothing at this address">
        <Link to="/" className="text-accent underline">
          Go to the start page
        </Link>
      </Empty>
    </main>
  );
}

/** A page that could not be drawn: say so, keep a way out. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <main className="mx-auto max-w-lg px-4 py-16">
      <ErrorNote error={error}>
        <Button size="sm" onClick={reset}>
          Try again
        </Button>
        <a href="/" className="inline-flex h-7 items-center text-xs text-accent underline">
          Start page
        </a>
      </ErrorNote>
    </main>
  );
}
