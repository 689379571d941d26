// The dialogs of the workbench, one at a time.
import type { Dispatch } from "react";
import type { Files } from "../../api/wire";
import type { Action, Bench } from "../bench";
import type { Loaded } from "../calls";
import { textOf } from "../data";
import type { Shown } from "../usePreview";
import type { Saver } from "../useSaving";
import { AddFile } from "./AddFile";
import { ChangesDialog } from "./ChangesDialog";
import { CommitDialog } from "./CommitDialog";
import { DiscardDialog } from "./DiscardDialog";
import { HistoryDialog } from "./HistoryDialog";
import { TestDialog } from "./TestDialog";

export type DialogName = "commit" | "history" | "changes" | "test" | "discard" | "add" | "example";

/** Told when another version is served, because of what was done here. */
export type Served = (now: { live: Files; version: string; draft: "gone" | "kept"; words: string }) => void;

interface BenchDialogsProps {
  open: DialogName | undefined;
  slug: string;
  bench: Bench;
  loaded: Loaded;
  shown: Shown;
  saver: Saver;
  dispatch: Dispatch<Action>;
  onServed: Served;
  /** The draft on the server is another now. */
  onReplaced: () => Promise<void>;
  onOpen: (dialog: DialogName) => void;
  onClose: () => void;
}

export function BenchDialogs(props: BenchDialogsProps) {
  const { open, slug, bench, loaded, shown, saver, dispatch, onServed, onReplaced, onOpen, onClose } = props;
  const version = loaded.template?.version ?? null;
  switch (open) {
    case undefined:
      return null;
    case "commit":
      return <CommitDialog slug={slug} bench={bench} source={loaded.source} shown={shown} saver={saver} onServed={onServed} onChanges={() => onOpen("changes")} onClose={onClose} />;
    case "changes":
      return <ChangesDialog slug={slug} bench={bench} hasLive={version !== null} onClose={onClose} />;
    case "history":
      return <HistoryDialog slug={slug} bench={bench} version={version} source={loaded.source} dispatch={dispatch} onServed={onServed} onClose={onClose} />;
    case "test":
      return <TestDialog slug={slug} files={bench.files} choice={bench.choice} hasProblem={shown.problem !== null} onClose={onClose} />;
    case "discard":
      return <DiscardDialog slug={slug} isServed={version !== null} onReplaced={onReplaced} onClose={onClose} />;
    case "add":
    case "example":
      return <AddFile files={bench.files} {...(open === "example" && { text: textOf(bench.choice, bench.files) })} dispatch={dispatch} onClose={onClose} />;
  }
}
