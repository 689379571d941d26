// What the draft changes: in its files, and in messages that were really sent.
import { useId, useState } from "react";
import { SourceDiff } from "../../editor/SourceDiff";
import { Dialog } from "../../shell/Dialog";
import { Tabs } from "../../shell/Tabs";
import type { Bench } from "../bench";
import { changesBetween } from "../files";
import { RealMessages } from "./RealMessages";

interface ChangesDialogProps {
  slug: string;
  bench: Bench;
  /** Whether there is a served version to compare with. */
  hasLive: boolean;
  onClose: () => void;
}

const TABS = [
  { id: "files", label: "In the files" },
  { id: "messages", label: "In real messages" },
];

export function ChangesDialog({ slug, bench, hasLive, onClose }: ChangesDialogProps) {
  const [tab, setTab] = useState("files");
  const panel = useId();
  return (
    <Dialog title="Changes" onClose={onClose} wide>
      <Tabs label="What to compare" tabs={TABS} chosen={tab} onChoose={setTab} controls={panel} />
      <div role="tabpanel" id={panel} aria-label={tab === "files" ? "In the files" : "In real messages"} className="dialog-body" tabIndex={0}>
        {tab === "files" ? <FileChanges bench={bench} hasLive={hasLive} /> : <RealMessages slug={slug} files={bench.files} />}
      </div>
    </Dialog>
  );
}

function FileChanges({ bench, hasLive }: { bench: Bench; hasLive: boolean }) {
  const changes = changesBetween(bench.live, bench.files);
  if (changes.length === 0) return <p className="quiet">Nothing: the files are as they are served.</p>;
  return (
    <>
      <p className="hint">{hasLive ? "Left or above, what is served; right or below, the draft." : "Nothing is served yet, so everything is new."}</p>
      {changes.map((change) => (
        <section key={change.file} className="file-change">
          <h3 className="unseen">{change.file}</h3>
          <SourceDiff file={change.file} before={change.before} after={change.after} />
        </section>
      ))}
    </>
  );
}
