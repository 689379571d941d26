// How a template does, as a badge.
import type { Health } from "../api/wire";
import { verdictOf } from "./health";

export function HealthBadge({ health }: { health: Health }) {
  const verdict = verdictOf(health);
  return (
    <span className={`badge badge-${verdict.tone}`} title={verdict.meaning}>
      <span className="badge-dot" aria-hidden="true" />
      {verdict.label}
    </span>
  );
}
