// Slack's date templates: <!date^1732170000^{date_short} at {time}|fallback> in mrkdwn, and the
// date element of rich text. Placeholders: docs.slack.dev/messaging/formatting-message-text.
import { type Clock, ago, dayKey, format, relativeDay, timeOfDay } from "./time";

type Writer = (at: Date, clock: Clock) => string;

const medium: Writer = (at, clock) => format(at, clock, { year: "numeric", month: "long", day: "numeric" });
const short: Writer = (at, clock) => format(at, clock, { year: "numeric", month: "short", day: "numeric" });
const long: Writer = (at, clock) =>
  format(at, clock, { weekday: "long", year: "numeric", month: "long", day: "numeric" });

/** The "pretty" forms say today, yesterday or tomorrow where they can. */
const pretty =
  (otherwise: Writer): Writer =>
  (at, clock) =>
    relativeDay(at, clock)?.toLowerCase() ?? otherwise(at, clock);

const PLACEHOLDERS: Record<string, Writer> = {
  date_num: dayKey,
  date_slash: (at, clock) => dayKey(at, clock).replaceAll("-", "/"),
  date: medium,
  date_short: short,
  date_long: long,
  date_pretty: pretty(medium),
  date_short_pretty: pretty(short),
  date_long_pretty: pretty(long),
  day_divider_pretty: pretty(long),
  time: (at, clock) => timeOfDay(at, clock),
  time_secs: (at, clock) => timeOfDay(at, clock, true),
  ago,
};

/** The filled template, or undefined when a placeholder is unknown (Slack then shows the fallback). */
export function slackDate(seconds: number, template: string, clock: Clock): string | undefined {
  if (!Number.isFinite(seconds)) return undefined;
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return undefined;
  let known = true;
  const text = template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const writer = PLACEHOLDERS[name];
    if (writer) return writer(at, clock);
    known = false;
    return whole;
  });
  if (!known) return undefined;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
