// A time: how long ago, or by the clock; the whole of it where the pointer rests.
import { ago, format, timeOfDay } from "../../shared/time";

const WHOLE: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "medium" };

export function Moment({ ms, as = "ago" }: { ms: number; as?: "ago" | "clock" | "whole" }) {
  const at = new Date(ms);
  const clock = { now: new Date() };
  const whole = format(at, clock, WHOLE);
  const shown = { ago: () => ago(at, clock), clock: () => timeOfDay(at, clock, true), whole: () => whole }[as]();
  return (
    <time dateTime={at.toISOString()} title={whole}>
      {shown}
    </time>
  );
}
