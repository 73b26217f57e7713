import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "./icon-button.tsx";

export function CopyButton({
  text,
  label = "Copy",
  className,
}: {
  text: string | (() => string);
  label?: string;
  className?: string;
}) {
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 1800);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
      setState("done");
    } catch {
      setState("failed");
    }
  };
  const name = state === "done" ? "Copied" : state === "failed" ? "The browser refused to copy" : label;
  return (
    <IconButton label={name} onClick={copy} className={`size-7 ${className ?? ""}`}>
      {state === "done" ? <Check className="text-ok" /> : <Copy />}
    </IconButton>
  );
}
