import { Pencil, X } from "lucide-react";
import { IconButton } from "../ui/icon-button.tsx";

export interface EditBannerProps {
  /** Undefined: there is no checkpoint to go back to. */
  files: boolean | undefined;
  onFiles: (files: boolean) => void;
  onCancel: () => void;
}

/** In the message box while an earlier message is written anew. */
export function EditBanner({ files, onFiles, onCancel }: EditBannerProps) {
  return (
    <section
      aria-label="Editing an earlier message"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-t-xl border-b border-line bg-accent-soft py-1 pr-1.5 pl-4 text-xs"
    >
      <p className="flex min-w-0 flex-1 basis-52 items-center gap-1.5">
        <Pencil aria-hidden className="size-3.5 shrink-0 text-accent" />
        Sending replaces this message and everything after it.
      </p>
      {files !== undefined && (
        <label className="flex cursor-pointer items-center gap-1.5">
          <input
            type="checkbox"
            checked={files}
            onChange={(event) => onFiles(event.target.checked)}
            className="size-3.5 accent-accent"
          />
          Put files back too
        </label>
      )}
      <IconButton label="Stop editing" onClick={onCancel} className="size-7">
        <X />
      </IconButton>
    </section>
  );
}
