import { ExternalLink, ImageOff } from "lucide-react";
import { isValidElement, memo, type ReactElement, useMemo } from "react";
import ReactMarkdown, { type Components, type Options } from "react-markdown";
import remend from "remend";
import { ScrollRegion } from "../ui/scroll-region.tsx";
import { CodeBlock } from "./code-block.tsx";
import { remarkGfm } from "./remark-gfm.ts";
import { splitBlocks } from "./split-blocks.ts";

const plugins: Options["remarkPlugins"] = [remarkGfm];

/** Text that the model wrote. While it streams, only its last block is parsed again. */
export const Markdown = memo(function Markdown({
  text,
  streaming = false,
}: {
  text: string;
  streaming?: boolean;
}) {
  const blocks = useMemo(() => splitBlocks(text), [text]);
  return (
    <div className="prose-chat">
      {blocks.map((block, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end.
        <MarkdownBlock key={i} text={block} growing={streaming && i === blocks.length - 1} />
      ))}
    </div>
  );
});

const MarkdownBlock = memo(function MarkdownBlock({ text, growing }: { text: string; growing: boolean }) {
  return (
    <ReactMarkdown remarkPlugins={plugins} components={growing ? growingComponents : components}>
      {growing ? remend(text) : text}
    </ReactMarkdown>
  );
});

/** The code inside a `pre`, with the language its fence named. */
function fenceOf(children: unknown): { code: string; language?: string } {
  if (!isValidElement(children)) return { code: String(children ?? "") };
  const { className, children: code } = (children as ReactElement<{ className?: string; children?: unknown }>)
    .props;
  const language = /language-(\S+)/.exec(className ?? "")?.[1];
  return { code: String(code ?? "").replace(/\n$/, ""), ...(language ? { language } : {}) };
}

const isShort = (cell: unknown): boolean => typeof cell === "string" && cell.length <= 28;

function makeComponents(growing: boolean): Components {
  return {
    pre: ({ children }) => <CodeBlock {...fenceOf(children)} growing={growing} />,
    a: ({ href, children }) =>
      // An address inside a workspace path is not a person to write to.
      href && href !== `mailto:${String(children)}` ? (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {children}
        </a>
      ) : (
        <span>{children}</span>
      ),
    // A remote image would tell its host that the page was read; it is offered as a link instead.
    img: ({ src, alt }) => <ImageLink src={typeof src === "string" ? src : ""} alt={alt ?? ""} />,
    table: ({ children }) => (
      <ScrollRegion label="Table" className="my-3 max-w-full rounded-lg border border-line">
        <table className="min-w-full">{children}</table>
      </ScrollRegion>
    ),
    // A date or a number that breaks at its hyphen is hard to read; the table scrolls instead.
    td: ({ children, style }) => (
      <td style={style} className={isShort(children) ? "whitespace-nowrap" : undefined}>
        {children}
      </td>
    ),
    input: ({ checked, type }) => (
      <input
        type={type}
        checked={checked ?? false}
        readOnly
        disabled
        aria-label={checked ? "done" : "open"}
      />
    ),
  };
}
const components = makeComponents(false);
const growingComponents = makeComponents(true);

function ImageLink({ src, alt }: { src: string; alt: string }) {
  let host = "";
  try {
    host = new URL(src).host;
  } catch {
    return <span className="text-muted">[image{alt ? `: ${alt}` : ""}]</span>;
  }
  return (
    <a href={src} target="_blank" rel="noopener noreferrer">
      <ImageOff aria-hidden className="mr-1 inline size-3.5" />
      {alt || "Image"} (open from {host})
      <ExternalLink aria-hidden className="ml-1 inline size-3" />
    </a>
  );
}
