// The bars of a chart: those of one category side by side, up or down from zero.
import { colourOf } from "./data";
import type { Frame } from "./frame";

const FILLED = 0.72;

export function Bars({ rows, frame }: { rows: (number | undefined)[][]; frame: Frame }) {
  const group = frame.slot * FILLED;
  const width = group / rows.length;
  const gap = Math.min(1.5, width * 0.15);
  return rows.map((values, series) => (
    <g key={series} fill={colourOf(series)}>
      {values.map((value, index) => {
        if (value === undefined) return null;
        const [top, bottom] = [frame.y(Math.max(0, value)), frame.y(Math.min(0, value))];
        const x = frame.x(index) - group / 2 + width * series;
        return <rect key={index} x={x + gap / 2} y={top} width={width - gap} height={Math.max(1, bottom - top)} rx={Math.min(2, width / 4)} />;
      })}
    </g>
  ));
}
