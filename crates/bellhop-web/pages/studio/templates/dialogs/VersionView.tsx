// What one version of the history has otherwise than what is served, or than the draft.
import { useState } from "react";
import type { VersionLine } from "../../api/wire";
import { SourceDiff } from "../../editor/SourceDiff";
import { Segments } from "../../shell/Segments";
import { When } from "../../shell/When";
import type { Bench } from "../bench";
import { changesBetween } from "../files";
import { shortVersion } from "../health";

interface VersionViewProps {
  line: VersionLine;
  bench: Bench;
  onBack: () => void;
  onLoad: () => void;
}

const AGAINST = [
  { value: "live", label: "What is served" },
  { value: "draft", label: "The draft" },
] as const;

export function VersionView({ line, bench, onBack, onLoad }: VersionViewProps) {
  const [against, setAgainst] = useState<"live" | "draft">("live");
  const now = against === "live" ? bench.live : bench.files;
  const changes = changesBetween(line.content.files, now);
  return (
    <section aria-label={`Version ${shortVersion(line.version)}`}>
      <div className="version-head">
        <button type="button" className="button button-small" onClick={onBack} autoFocus>
          All versions
        </button>
        <p>
          <code>{shortVersion(line.version)}</code> <span className="quiet">{line.note || "no note"}, </span>
          <span className="quiet">
            <When at={line.created_at_ms} />
          </span>
        </p>
        <button type="button" className="button button-small" onClick={onLoad}>
          Load into the draft
        </button>
      </div>
      <div className="version-against">
        <span className="hint">Compared with</span>
        <Segments label="Compared with" options={AGAINST} chosen={against} onChoose={setAgainst} />
      </div>
      {changes.length === 0 ? (
        <p className="quiet">There is no difference.</p>
      ) : (
        changes.map((change) => (
          <section key={`${against} ${change.file}`} className="file-change">
            <h3 className="unseen">{change.file}</h3>
            <SourceDiff file={change.file} before={change.before} after={change.after} />
          </section>
        ))
      )}
    </section>
  );
}
