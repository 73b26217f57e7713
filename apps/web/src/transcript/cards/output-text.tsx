import { Code } from "../../markdown/code.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { CardPart } from "./card.tsx";

const MAX_SHOWN = 20_000;

/** JSON laid out for reading when the text is JSON; anything else as it is. */
export function prettyText(text: string): { text: string; language?: "json" } {
  const start = text.trimStart()[0];
  if (start !== "{" && start !== "[") return { text };
  try {
    return { text: JSON.stringify(JSON.parse(text), null, 2), language: "json" };
  } catch {
    return { text };
  }
}

/** What a tool answered, cut to a length the page can hold; copying gives all of it. */
export function OutputText({ label = "Output", text }: { label?: string; text: string }) {
  const pretty = prettyText(text);
  const cut = pretty.text.length > MAX_SHOWN;
  return (
    <CardPart
      label={label}
      action={<CopyButton text={text} label={`Copy ${label.toLowerCase()}`} className="size-6" />}
    >
      <Code
        code={cut ? pretty.text.slice(0, MAX_SHOWN) : pretty.text}
        language={pretty.language}
        className="max-h-80 px-3 pb-2.5 whitespace-pre-wrap wrap-anywhere"
      />
      {cut && <p className="px-3 pb-2 text-xs text-faint">Cut here; “Copy” gives the whole text.</p>}
    </CardPart>
  );
}
