// Times as Slack writes them. Every function takes "now", the locale and the zone from its
// caller, so that what it says can be tested; undefined means the browser's own.

export interface Clock {
  now: Date;
  locale?: string;
  timeZone?: string;
}

/** A message's ts ("1732170000.000100") as milliseconds since the epoch. */
export function millis(ts: string): number {
  return Number(ts) * 1000;
}

/** Orders two ts. They are strings, because a double would lose their last digits. */
export function compareTs(left: string, right: string): number {
  if (left.length !== right.length) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** "10:32 AM", or "10:32" where people count to 24. */
export function timeOfDay(at: Date, clock: Clock, seconds = false): string {
  return format(at, clock, { hour: "numeric", minute: "2-digit", ...(seconds && { second: "2-digit" }) });
}

/** The calendar day in the reader's zone, as 2026-01-31. */
export function dayKey(at: Date, { timeZone }: Clock): string {
  return formatter("en-CA", timeZone, {}).format(at);
}

/** What a day divider says: Today, Yesterday, or the date, with the year once it is another. */
export function dayLabel(at: Date, clock: Clock): string {
  const relative = relativeDay(at, clock);
  if (relative) return relative;
  const sameYear = dayKey(at, clock).slice(0, 4) === dayKey(clock.now, clock).slice(0, 4);
  return format(at, clock, {
    weekday: "long",
    month: "long",
    day: "numeric",
    ...(!sameYear && { year: "numeric" }),
  });
}

/** Today, Yesterday or Tomorrow; undefined for any other day. */
export function relativeDay(at: Date, clock: Clock): string | undefined {
  const day = Date.parse(dayKey(at, clock));
  const today = Date.parse(dayKey(clock.now, clock));
  const apart = Math.round((day - today) / 86_400_000);
  if (apart === 0) return "Today";
  if (apart === -1) return "Yesterday";
  return apart === 1 ? "Tomorrow" : undefined;
}

/** "2 minutes ago", "in 3 days": the largest unit that fits. */
export function ago(at: Date, clock: Clock): string {
  const seconds = Math.round((at.getTime() - clock.now.getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat(clock.locale, { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  }
  return words.format(seconds, "second");
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Intl, with the clock's locale and zone. */
export function format(at: Date, { locale, timeZone }: Clock, options: Intl.DateTimeFormatOptions): string {
  return formatter(locale, timeZone, options).format(at);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs a hundred times more than using it, and few are ever needed. */
function formatter(locale: string | undefined, timeZone: string | undefined, options: Intl.DateTimeFormatOptions) {
  const key = JSON.stringify([locale, timeZone, options]);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) });
    formatters.set(key, found);
  }
  return found;
}
