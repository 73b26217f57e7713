import { Link } from "@tanstack/react-router";
import { InboxList } from "./inbox-list.tsx";
import { useInbox } from "./use-inbox.ts";

const SHOWN = 3;

/** The oldest things that wait, on the start page; nothing when nothing does. */
export function HomeInbox() {
  const { items } = useInbox();
  if (items.length === 0) return null;
  return (
    <section className="mt-6" aria-labelledby="needs-you">
      <div className="mb-2 flex items-baseline justify-between">
        <h2 id="needs-you" className="text-sm font-semibold">
          Needs you
        </h2>
        {items.length > SHOWN && (
          <Link to="/inbox" className="text-xs font-medium text-accent hover:underline">
            All {items.length}
          </Link>
        )}
      </div>
      <InboxList items={items.slice(0, SHOWN)} />
    </section>
  );
}
