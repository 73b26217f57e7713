import { BellOff, BellRing } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { useNotify } from "./notify.ts";

/** Asks the browser for leave only when the person presses it. */
export function NotifyButton() {
  const { state, toggle } = useNotify();
  if (state === "unsupported") return null;
  if (state === "refused") {
    return (
      <p className="max-w-60 text-xs text-faint">
        The browser does not let this page notify you. Its site settings can change that.
      </p>
    );
  }
  const on = state === "on";
  return (
    <Button size="sm" aria-pressed={on} onClick={() => void toggle()}>
      {on ? (
        <BellRing aria-hidden className="size-3.5 text-accent" />
      ) : (
        <BellOff aria-hidden className="size-3.5" />
      )}
      {on ? "Notifications on" : "Notify me"}
    </Button>
  );
}
