// The versions that were served, newest first: what each changed, and the way back to it.
import { useMutation } from "@tanstack/react-query";
import { useState, type Dispatch } from "react";
import type { Source, VersionLine } from "../../api/wire";
import { Bones } from "../../shell/Bones";
import { Confirm } from "../../shell/Confirm";
import { Dialog } from "../../shell/Dialog";
import { Failure } from "../../shell/Failure";
import type { Action, Bench } from "../bench";
import { rollBack, useHistory } from "../calls";
import { shortVersion } from "../health";
import { VersionRow } from "./VersionRow";
import { VersionView } from "./VersionView";

interface HistoryDialogProps {
  slug: string;
  bench: Bench;
  version: string | null;
  source: Source | undefined;
  dispatch: Dispatch<Action>;
  onServed: (words: string, draft: "gone" | "kept") => Promise<void>;
  onClose: () => void;
}

export function HistoryDialog({ slug, bench, version, source, dispatch, onServed, onClose }: HistoryDialogProps) {
  const history = useHistory(slug, version !== null);
  const [viewed, setViewed] = useState<number>();
  const [target, setTarget] = useState<VersionLine>();
  const roll = useMutation({
    mutationFn: async (line: VersionLine) => {
      const served = await rollBack(slug, line.version);
      await onServed(`Rolled back: version ${shortVersion(served.version)} is served again.`, "kept");
    },
    onSuccess: onClose,
  });
  const loadDraft = (line: VersionLine) => {
    dispatch({ type: "loaded", files: line.content.files });
    onClose();
  };
  const lines = history.data ?? [];
  const current = lines.find((line) => line.version === version)?.number;
  const shown = lines.find((line) => line.number === viewed);
  return (
    <Dialog title="History" onClose={onClose} wide>
      <div className="dialog-body">
        {history.isPending && version !== null ? (
          <Bones what="the history" />
        ) : history.isError ? (
          <Failure what="The history can't be shown" error={history.error} onRetry={() => void history.refetch()} />
        ) : lines.length === 0 ? (
          <p className="quiet">Nothing was served yet. Each commit becomes a version here, and any of them can be served again.</p>
        ) : shown ? (
          <VersionView line={shown} bench={bench} onBack={() => setViewed(undefined)} onLoad={() => loadDraft(shown)} />
        ) : (
          <ol className="versions">
            {lines.map((line) => (
              <VersionRow key={line.number} line={line} isServed={line.number === current} canRollBack={source !== "files" && line.version !== version} onView={() => setViewed(line.number)} onRollBack={() => setTarget(line)} onLoad={() => loadDraft(line)} />
            ))}
          </ol>
        )}
        {source === "files" && lines.length > 0 && <p className="hint">The files of the templates' folder say what is served here; to go back, load a version into the draft and carry its files there.</p>}
      </div>
      {target && (
        <Confirm
          title={`Roll back to ${shortVersion(target.version)}?`}
          text={`It is served at once, everywhere within seconds, in place of ${version ? shortVersion(version) : "what is served"}.${bench.saved ? " Your draft stays as it is." : ""}`}
          action={roll.isPending ? "Rolling back…" : "Roll back"}
          isPending={roll.isPending}
          error={roll.error}
          onConfirm={() => roll.mutate(target)}
          onClose={() => {
            roll.reset();
            setTarget(undefined);
          }}
        />
      )}
    </Dialog>
  );
}
