// The lines of a chart, or its areas: the first series is at the back.
import { colourOf } from "./data";
import type { Frame } from "./frame";

interface LinesProps {
  rows: (number | undefined)[][];
  frame: Frame;
  isFilled: boolean;
}

export function Lines({ rows, frame, isFilled }: LinesProps) {
  return rows.map((values, series) => {
    const points = values.flatMap((value, index) => (value === undefined ? [] : [{ x: frame.x(index), y: frame.y(value) }]));
    const line = points.map(({ x, y }) => `${x},${y}`).join(" ");
    const ends = [points.at(-1), points[0]].flatMap((end) => (end ? [`${end.x},${frame.y(0)}`] : []));
    return (
      <g key={series}>
        {isFilled && <polygon points={`${line} ${ends.join(" ")}`} fill={colourOf(series)} className="bk-chart-area" />}
        <polyline points={line} stroke={colourOf(series)} className="bk-chart-line" />
        {points.map(({ x, y }) => (
          <circle key={x} cx={x} cy={y} r={isFilled ? 2 : 3} fill={colourOf(series)} />
        ))}
      </g>
    );
  });
}
