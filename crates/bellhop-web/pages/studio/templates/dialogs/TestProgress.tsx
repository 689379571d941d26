// What becomes of a test, from the moment it was accepted.
import { useQuery } from "@tanstack/react-query";
import { readMessage } from "../calls";
import { outcomeOf } from "../outcome";

const PAUSE_MS = 600;
/** What waits for long is asked for less often. */
const LONG_PAUSE_MS = 3_000;
const ASKED_OFTEN = 40;

export function TestProgress({ id }: { id: string }) {
  const record = useQuery({
    queryKey: ["test", id],
    // It may be asked for before it is recorded.
    queryFn: async ({ signal }) => (await readMessage(id, signal)) ?? null,
    refetchInterval: (query) => (outcomeOf(query.state.data ?? undefined).ended ? false : query.state.dataUpdateCount < ASKED_OFTEN ? PAUSE_MS : LONG_PAUSE_MS),
    gcTime: 0,
  });
  const outcome = outcomeOf(record.data ?? undefined);
  const tone = !outcome.ended ? "" : outcome.good ? " notice-good" : " notice-bad";
  return (
    <p className={`notice${tone}`} role="status">
      <span className="notice-words">{record.isError ? `What became of it can't be told: ${record.error.message}` : outcome.words}</span>
      <a href={`#/messages/${encodeURIComponent(id)}`}>Look at the message</a>
    </p>
  );
}
