// What became of redriving: read aloud, and shown until the next time.
import type { useRedrive } from "../state/queries";
import { redrivenWords } from "../state/words";

export function RedriveSaid({ redrive }: { redrive: ReturnType<typeof useRedrive> }) {
  const { data, error } = redrive;
  const tone = error || (data && data.redriven + data.delivered === 0) ? "bad" : data && data.failed.length > 0 ? "wait" : "good";
  return (
    <div role="status" className="redrive-said">
      {(data || error) && <p className={`notice notice-${tone}`}>{error ? `Not redriven: ${error.message}` : data && redrivenWords(data)}</p>}
    </div>
  );
}
