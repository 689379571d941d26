// What becomes of a test, from the moment it was accepted.
import { useQuery } from "@tanstack/react-query";
import { explain, readMessage, type Sent } from "../calls";
import { outcomeOf } from "../outcome";

const PAUSE_MS = 600;
/** What waits for long is asked for less often. */
const LONG_PAUSE_MS = 3_000;
const ASKED_OFTEN = 40;

export function TestProgress({ sent }: { sent: Sent }) {
  const { message_id: id, trigger_id: trigger } = sent;
  const record = useQuery({
    queryKey: ["test", id],
    // The trigger is on record before its message is planned.
    queryFn: async ({ signal }) => (await readMessage(trigger, signal)) ?? null,
    refetchInterval: (query) => (outcomeOf(query.state.data ?? undefined).ended ? false : query.state.dataUpdateCount < ASKED_OFTEN ? PAUSE_MS : LONG_PAUSE_MS),
    gcTime: 0,
  });
  const outcome = outcomeOf(record.data ?? undefined);
  const story = useQuery({
    queryKey: ["test story", id],
    queryFn: async ({ signal }) => (await explain(id, signal)) ?? null,
    enabled: outcome.ended && !outcome.good,
    gcTime: 0,
  });
  const tone = !outcome.ended ? "" : outcome.good ? " notice-good" : " notice-bad";
  return (
    <div className={`notice${tone}`} role="status">
      <div className="notice-words">
        <p>{record.isError ? `What became of it can't be told: ${record.error.message}` : (story.data?.summary ?? outcome.words)}</p>
        <a href={`#/messages/${encodeURIComponent(id)}`}>Look at the message</a>
      </div>
    </div>
  );
}
