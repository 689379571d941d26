// What became of a message, in a word.
import { nameOf, toneOf, type Status } from "./state/status";

export function StatusBadge({ status }: { status: Status }) {
  const tone = toneOf(status);
  return (
    <span className={`badge badge-${tone}`}>
      <span className={`dot dot-${tone}`} aria-hidden="true" />
      {nameOf(status)}
    </span>
  );
}
