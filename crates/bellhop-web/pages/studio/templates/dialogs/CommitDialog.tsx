// Has the draft served, with a note for the history. Where files say what is served, it tells how to
// get the draft there.
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Source } from "../../api/wire";
import { Dialog } from "../../shell/Dialog";
import type { Bench } from "../bench";
import { changesBetween } from "../files";
import { shortVersion } from "../health";
import { commitOver, Overtaken } from "../overtaken";
import { wordsOf } from "../places";
import type { Shown } from "../usePreview";
import type { Saver } from "../useSaving";
import type { Served } from "./BenchDialogs";
import { ChangeList } from "./ChangeList";
import { FilesSource } from "./FilesSource";

interface CommitDialogProps {
  slug: string;
  bench: Bench;
  source: Source | undefined;
  shown: Shown;
  saver: Saver;
  onServed: Served;
  onChanges: () => void;
  onClose: () => void;
}

const NOTE_CHARACTERS_MAX = 500;

export function CommitDialog({ slug, bench, source, shown, saver, onServed, onChanges, onClose }: CommitDialogProps) {
  const [note, setNote] = useState("");
  const changes = changesBetween(bench.live, bench.files);
  const commit = useMutation({
    mutationFn: async () => {
      const savedAt = await saver.saveNow();
      const { version } = await commitOver(slug, savedAt, note.trim());
      onServed({ live: bench.files, version, draft: "gone", words: `Committed: version ${shortVersion(version)} is served from now on.` });
    },
    onSuccess: onClose,
    // What to do about it is asked behind the dialog.
    onError: (error) => error instanceof Overtaken && saver.look(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    commit.mutate();
  };
  if (source === "files") return <FilesSource slug={slug} changes={changes} onClose={onClose} />;
  if (changes.length === 0) {
    return (
      <Dialog title="Commit" onClose={onClose}>
        <p>There is nothing to commit: the files are as they are served.</p>
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={onClose} data-first>
            Close
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Commit" onClose={onClose}>
      <form onSubmit={submit}>
        <p>From now on every message of “{slug}” is made by this draft. The version before stays in the history, one step away.</p>
        <ChangeList changes={changes} />
        <label>
          Note for the history
          <input value={note} onChange={(event) => setNote(event.target.value)} maxLength={NOTE_CHARACTERS_MAX} placeholder="What changed, and why" autoComplete="off" data-first />
        </label>
        {shown.problem && !commit.isError && (
          <p className="notice notice-wait">
            <span className="notice-words">It will be refused: {wordsOf(shown.problem)}</span>
          </p>
        )}
        {commit.isError && (
          <p className="notice notice-bad" role="alert">
            <span className="notice-words preserve">{commit.error.message}</span>
          </p>
        )}
        <div className="dialog-buttons">
          <button type="button" className="button button-plain" onClick={onChanges}>
            Look at the changes
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={commit.isPending}>
            {commit.isPending ? "Committing…" : "Commit"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
