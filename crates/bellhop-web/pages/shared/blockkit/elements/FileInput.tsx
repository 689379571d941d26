// The input of an input block that takes files. They can be chosen; nothing is sent.
import type { FileInput as Files } from "@slack/types";

/** What Slack takes when the element does not say. */
const FILES_MAX = 10;

export function FileInput({ input, label }: { input: Files; label?: string | undefined }) {
  const most = input.max_files ?? FILES_MAX;
  const types = input.filetypes ?? [];
  const count = most === 1 ? "One file" : `Up to ${most} files`;
  return (
    <div className="bk-file-input">
      <input type="file" multiple={most > 1} accept={types.map((type) => `.${type}`).join(",") || undefined} aria-label={label ?? "Files"} />
      <span className="bk-input-hint">
        {count}
        {types.length > 0 && `: ${types.join(", ")}`}
      </span>
    </div>
  );
}
