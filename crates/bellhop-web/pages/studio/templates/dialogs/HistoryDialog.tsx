// The versions that were served, newest first: what each changed, and the way back to it.
import { useMutation } from "@tanstack/react-query";
import { useState, type Dispatch } from "react";
import type { Source, VersionLine } from "../../api/wire";
import { Bones } from "../../shell/Bones";
import { Confirm } from "../../shell/Confirm";
import { Dialog } from "../../shell/Dialog";
import { Failure } from "../../shell/Failure";
import { isChanged, type Action, type Bench } from "../bench";
import { rollBack, useHistory } from "../calls";
import { shortVersion } from "../health";
import type { Served } from "./BenchDialogs";
import { VersionRow } from "./VersionRow";
import { VersionView } from "./VersionView";

interface HistoryDialogProps {
  slug: string;
  bench: Bench;
  version: string | null;
  source: Source | undefined;
  dispatch: Dispatch<Action>;
  onServed: Served;
  onClose: () => void;
}

export function HistoryDialog({ slug, bench, version, source, dispatch, onServed, onClose }: HistoryDialogProps) {
  const history = useHistory(slug, version !== null);
  const [viewed, setViewed] = useState<number>();
  const [target, setTarget] = useState<VersionLine>();
  const roll = useMutation({
    mutationFn: async (line: VersionLine) => {
      const { version } = await rollBack(slug, line.version);
      onServed({ live: line.content.files, version, draft: "kept", words: `Rolled back: version ${shortVersion(version)} is served again.` });
    },
    onSuccess: onClose,
  });
  const [loading, setLoading] = useState<VersionLine>();
  const put = (line: VersionLine) => {
    dispatch({ type: "loaded", files: line.content.files });
    onClose();
  };
  // Who has changed nothing loses nothing.
  const loadDraft = (line: VersionLine) => (isChanged(bench) ? setLoading(line) : put(line));
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
      {loading && (
        <Confirm title="Replace the draft?" text={`The files of ${shortVersion(loading.version)} take the place of what you have changed, which is lost.`} action="Replace the draft" isDangerous onConfirm={() => put(loading)} onClose={() => setLoading(undefined)} />
      )}
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
