// The numbers beside a chart: round ones, from below the least to above the greatest value.

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
}

const STEPS = 4;

/** Nothing is cut off: zero is always in it. */
export function scaleOf(values: readonly number[]): Scale {
  const least = Math.min(0, ...values);
  // Nothing but zeros is drawn at the foot of something.
  const greatest = Math.max(0, ...values) || (least === 0 ? 1 : 0);
  const step = roundStep((greatest - least) / STEPS);
  const first = Math.floor(least / step);
  const last = Math.ceil(greatest / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => exact((first + index) * step));
  return { low: exact(first * step), high: exact(last * step), ticks };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const round = [1, 2, 2.5, 5].find((one) => one * power >= least);
  return (round ?? 10) * power;
}

/** Without the dust of binary fractions: 0.3 and not 0.30000000000000004. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}

const brief = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

export function inBrief(value: number): string {
  return brief.format(value);
}

export interface Label {
  index: number;
  text: string;
}

/** Labels below slots of this width: as many as fit beside one another, cut where they are too long. */
export function labelsThatFit(labels: readonly string[], slot: number, character: number): Label[] {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  const every = Math.max(1, Math.ceil((Math.min(longest, 8) * character + character) / slot));
  const room = Math.max(2, Math.floor((slot * every) / character) - 1);
  const cut = (label: string) => (label.length > room ? `${label.slice(0, room - 1)}…` : label);
  return labels.map((label, index) => ({ index, text: cut(label) })).filter(({ index }) => index % every === 0);
}
