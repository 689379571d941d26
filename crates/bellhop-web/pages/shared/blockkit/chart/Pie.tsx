// A pie: slices clockwise from the top, and beside it what each is worth.
import { amountOf, colourOf, inFull, type Point } from "./data";
import { Legend } from "./Legend";

const RADIUS = 70;

export function Pie({ segments }: { segments: Point[] }) {
  const values = segments.map(({ value }) => Math.max(0, amountOf(value)));
  const whole = values.reduce((sum, value) => sum + value, 0) || 1;
  const begins = values.map((_, index) => values.slice(0, index).reduce((sum, value) => sum + value, 0) / whole);
  return (
    <div className="bk-chart-pie">
      <svg viewBox="-72 -72 144 144" aria-hidden="true">
        {values.map((value, index) => (
          <path key={index} d={slice(begins[index] ?? 0, value / whole)} fill={colourOf(index)} />
        ))}
      </svg>
      <Legend names={segments.map(({ label }, index) => <Slice key={index} label={label} value={values[index] ?? 0} part={(values[index] ?? 0) / whole} />)} />
    </div>
  );
}

function Slice({ label, value, part }: { label: string; value: number; part: number }) {
  return (
    <span>
      {label} <strong>{inFull(value)}</strong> <span className="bk-chart-part">({Math.round(part * 100)} %)</span>
    </span>
  );
}

/** From and for which part of the whole. */
function slice(begin: number, part: number): string {
  // An arc that ends where it began is none: a whole is two halves.
  if (part >= 1) return `M0 ${-RADIUS}A${RADIUS} ${RADIUS} 0 1 1 0 ${RADIUS}A${RADIUS} ${RADIUS} 0 1 1 0 ${-RADIUS}Z`;
  return `M0 0L${pointAt(begin)}A${RADIUS} ${RADIUS} 0 ${part > 0.5 ? 1 : 0} 1 ${pointAt(begin + part)}Z`;
}

function pointAt(part: number): string {
  const angle = part * 2 * Math.PI;
  return `${(Math.sin(angle) * RADIUS).toFixed(2)} ${(-Math.cos(angle) * RADIUS).toFixed(2)}`;
}
