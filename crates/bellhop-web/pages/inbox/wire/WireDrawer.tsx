// The wire: every call that reached the simulator and how it was answered, newest first.
import { useMemo, useState } from "react";
import { CloseIcon } from "../../shared/ui/icons";
import { CallRow } from "./CallRow";
import { Figures } from "./Figures";
import { Methods } from "./Methods";
import { outcome } from "../state/calls";
import type { Workspace } from "../state/reducer";
import { useCalls } from "../state/useCalls";

interface WireDrawerProps {
  workspace: Workspace;
  onClose: () => void;
}

export function WireDrawer({ workspace, onClose }: WireDrawerProps) {
  const [refusedOnly, setRefusedOnly] = useState(false);
  const calls = useCalls(workspace);
  const listed = useMemo(() => {
    const wanted = refusedOnly ? calls.filter((call) => outcome(call).tone !== "good") : calls;
    return wanted.toReversed();
  }, [calls, refusedOnly]);
  return (
    <aside className="wire" aria-label="Wire">
      <header className="wire-header">
        <h2>Wire</h2>
        <p>What reached the simulator</p>
        <button type="button" className="pane-button" onClick={onClose} aria-label="Close the wire drawer">
          <CloseIcon />
        </button>
      </header>
      <Figures stats={workspace.stats} />
      <Methods stats={workspace.stats} />
      <div className="wire-filter">
        <h3>Latest calls</h3>
        <label>
          <input type="checkbox" checked={refusedOnly} onChange={(event) => setRefusedOnly(event.currentTarget.checked)} />
          Refused only
        </label>
      </div>
      {listed.length === 0 ? (
        <p className="wire-empty">{refusedOnly && calls.length > 0 ? "None of the latest calls was refused." : "No calls yet."}</p>
      ) : (
        <ol className="calls" aria-label="Latest calls" tabIndex={0}>
          {listed.map((call) => (
            <CallRow key={call.seq} call={call} />
          ))}
        </ol>
      )}
    </aside>
  );
}
