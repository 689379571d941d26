// "2 minutes ago", with the date for whoever points at it.
import { ago } from "../../shared/time";
import { useNow } from "./useNow";

export function When({ at }: { at: number }) {
  const now = useNow();
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {now.getTime() - at < 45_000 ? "just now" : ago(date, { now })}
    </time>
  );
}
