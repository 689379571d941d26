// Where a message goes, or went.
import { placeOf } from "./state/words";
import type { Message } from "./state/wire";

export function Place({ message }: { message: Message }) {
  const place = placeOf(message);
  if (!place) {
    return <span className="quiet">Nowhere</span>;
  }
  return (
    <span className="message-place">
      <span className="quiet">{place.kind}</span>
      {place.id && <code>{place.id}</code>}
      {place.became && (
        <>
          <span className="quiet" aria-hidden="true">
            →
          </span>
          <span className="unseen">which is</span>
          <code>{place.became}</code>
        </>
      )}
    </span>
  );
}
