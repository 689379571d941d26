// One version of the history.
import type { VersionLine } from "../../api/wire";
import { When } from "../../shell/When";
import { shortVersion } from "../health";

interface VersionRowProps {
  line: VersionLine;
  isServed: boolean;
  canRollBack: boolean;
  onView: () => void;
  onRollBack: () => void;
  onLoad: () => void;
}

export function VersionRow({ line, isServed, canRollBack, onView, onRollBack, onLoad }: VersionRowProps) {
  const version = shortVersion(line.version);
  return (
    <li className="version">
      <div className="version-facts">
        <p>
          <code>{version}</code> {isServed && <span className="badge badge-good">served now</span>}
        </p>
        <p className={line.note ? "version-note" : "version-note quiet"}>{line.note || "no note"}</p>
        <p className="hint">
          <When at={line.created_at_ms} />, {line.source === "files" ? "from the files" : "committed here"}
        </p>
      </div>
      <div className="version-tools">
        <button type="button" className="button button-small" onClick={onView} aria-label={`View ${version}`}>
          View
        </button>
        <button type="button" className="button button-small" onClick={onLoad} aria-label={`Load into the draft: ${version}`}>
          Load into the draft
        </button>
        {canRollBack && (
          <button type="button" className="button button-small" onClick={onRollBack}>
            Roll back to {version}
          </button>
        )}
      </div>
    </li>
  );
}
