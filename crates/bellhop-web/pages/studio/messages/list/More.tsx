// The end of what is loaded: there is more, or it was looked far enough for one look.
import { Moment } from "../Moment";
import { countOf } from "../state/words";
import type { Found } from "../state/wire";

interface MoreProps {
  last: Found | undefined;
  busy: boolean;
  error: Error | null;
  onMore: () => void;
}

export function More({ last, busy, error, onMore }: MoreProps) {
  if (!last?.after) return null;
  const far = last.searched_to_ms;
  return (
    <div className="message-more">
      {far !== undefined && (
        <p className="hint">
          Looked through {countOf(last.looked_at, "message")}, back to <Moment ms={far} as="whole" />.
        </p>
      )}
      {error && (
        <p className="bad" role="alert">
          {error.message}
        </p>
      )}
      <button type="button" className="button" onClick={onMore} disabled={busy}>
        {busy ? "Looking…" : far === undefined ? "Load more" : "Look further back"}
      </button>
    </div>
  );
}
