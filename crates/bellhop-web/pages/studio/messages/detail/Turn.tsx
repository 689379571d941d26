// When a message that waits is expected to go.
import { Moment } from "../Moment";
import { useForecast } from "../state/queries";
import { countOf } from "../state/words";

export function Turn({ id }: { id: string }) {
  const forecast = useForecast(id, true);
  const { ahead, expected_at_ms: expected } = forecast.data ?? {};
  if (expected === undefined) return null;
  return (
    <p className="notice notice-wait">
      <span>
        {ahead === undefined || ahead === 0 ? "It is the next of its line" : `${countOf(ahead, "message is", "messages are")} before it in its line`}: expected to go <Moment ms={expected} /> (<Moment ms={expected} as="clock" />).
      </span>
    </p>
  );
}
