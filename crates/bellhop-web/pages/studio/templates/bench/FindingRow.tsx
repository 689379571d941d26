// One thing that Slack would refuse or show differently.
import type { Finding } from "../../api/wire";
import { Said } from "../../messages/Said";
import { asSentence, type Place } from "../places";

interface FindingRowProps {
  finding: Finding;
  place: Place | undefined;
  onGo: (place: Place) => void;
}

export function FindingRow({ finding, place, onGo }: FindingRowProps) {
  const { value, limit } = finding;
  return (
    <li className={`problem problem-${finding.severity}`}>
      <p className="problem-words">
        <span className={finding.severity === "error" ? "badge badge-bad" : "badge badge-wait"}>{finding.severity === "error" ? "Slack refuses it" : "Warning"}</span> <Said text={asSentence(finding.message)} />
      </p>
      <p className="problem-foot">
        {value !== undefined && limit !== undefined && (
          <span>
            {value.toLocaleString()} of {limit.toLocaleString()}
          </span>
        )}
        {(finding.pointer || finding.page) && <code>{finding.pointer || "the message"}</code>}
        {finding.page && (
          <a href={finding.page} target="_blank" rel="noopener noreferrer">
            Slack's page on it
          </a>
        )}
        {place && (
          <button type="button" className="link-button" onClick={() => onGo(place)}>
            Go to line {place.line}
            {place.file === "template.jsonnet" ? "" : ` of ${place.file}`}
          </button>
        )}
      </p>
    </li>
  );
}
