// The templates as a table: on a telephone each row becomes a card.
import { Link } from "wouter";
import type { Health } from "../../api/wire";
import { When } from "../../shell/When";
import { HealthBadge } from "../HealthBadge";
import { isMended, lastFailure, placeOf, shortVersion } from "../health";
import { wordsOf } from "../places";

export function TemplateRows({ templates }: { templates: readonly Health[] }) {
  return (
    <div className="rows-wrap">
      <table className="rows rows-cards">
        <thead>
          <tr>
            <th scope="col">Template</th>
            <th scope="col">Health</th>
            <th scope="col">Version</th>
            <th scope="col">Draft saved</th>
            <th scope="col">Last rendered</th>
            <th scope="col">Last failed</th>
          </tr>
        </thead>
        <tbody>
          {templates.map((health) => (
            <Row key={health.slug} health={health} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ health }: { health: Health }) {
  const failure = lastFailure(health);
  const wrong = health.problem ?? health.refused;
  return (
    <tr>
      <th scope="row">
        <Link href={`/templates/${encodeURIComponent(health.slug)}`} className="row-link">
          {health.slug}
        </Link>
        <span className="quiet row-note">{[health.name, health.category].filter(Boolean).join(", ")}</span>
      </th>
      <td data-label="Health">
        <HealthBadge health={health} />
        {wrong && (
          <span className="quiet row-note" title={wrong.message}>
            {[placeOf(wrong), wordsOf(wrong)].filter(Boolean).join(": ")}
          </span>
        )}
      </td>
      <td data-label="Version">{health.version ? <code title={health.version}>{shortVersion(health.version)}</code> : <None />}</td>
      <td data-label="Draft saved">
        {health.draft_updated_at_ms ? (
          <When at={health.draft_updated_at_ms} />
        ) : (
          <None />
        )}
      </td>
      <td data-label="Last rendered">{health.last_rendered_at_ms ? <When at={health.last_rendered_at_ms} /> : <None />}</td>
      <td data-label="Last failed">
        {failure ? (
          <span className={isMended(health) ? "quiet" : "bad"}>
            <When at={failure.at} />
            <span className="row-note" title={failure.why}>
              {failure.why}
            </span>
          </span>
        ) : (
          <None />
        )}
      </td>
    </tr>
  );
}

function None() {
  return (
    <span className="quiet row-none">
      <span aria-hidden="true">–</span>
      <span className="unseen">none</span>
    </span>
  );
}
