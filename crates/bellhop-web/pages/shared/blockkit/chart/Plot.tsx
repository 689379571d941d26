// Bars, areas or lines between two axes, and what each series is called. The numbers themselves are in a
// table that is read and not seen.
import { Bars } from "./Bars";
import { inFull, valuesOf, type PlotChart } from "./data";
import { BOTTOM, frameOf, HEIGHT, LEFT, RIGHT, TOP, WIDTH, type Frame } from "./frame";
import { Legend } from "./Legend";
import { Lines } from "./Lines";
import { inBrief, labelsThatFit } from "./scale";

/** How wide a letter is at most: it is larger where the picture is small. */
const CHARACTER = 8;

export function Plot({ chart }: { chart: PlotChart }) {
  const { series, axis_config: axes } = chart;
  const rows = series.map((one) => valuesOf(one, axes.categories));
  const frame = frameOf(rows, axes.categories.length);
  return (
    <>
      {axes.y_label && <div className="bk-chart-axis">{axes.y_label}</div>}
      <svg className="bk-chart-plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <Axes frame={frame} categories={axes.categories} />
        {chart.type === "bar" ? <Bars rows={rows} frame={frame} /> : <Lines rows={rows} frame={frame} isFilled={chart.type === "area"} />}
      </svg>
      {axes.x_label && <div className="bk-chart-axis bk-chart-axis-x">{axes.x_label}</div>}
      <Legend names={series.map(({ name }) => name)} />
      <Numbers chart={chart} rows={rows} />
    </>
  );
}

function Axes({ frame, categories }: { frame: Frame; categories: string[] }) {
  return (
    <g className="bk-chart-axes">
      {frame.scale.ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={frame.y(tick)} y2={frame.y(tick)} className={tick === 0 ? "bk-chart-zero" : undefined} />
          <text x={LEFT - 6} y={frame.y(tick)} dy="0.35em" textAnchor="end">
            {inBrief(tick)}
          </text>
        </g>
      ))}
      {labelsThatFit(categories, frame.slot, CHARACTER).map(({ index, text }) => (
        <text key={index} x={frame.x(index)} y={HEIGHT - BOTTOM + TOP + 8} textAnchor="middle">
          {text}
        </text>
      ))}
    </g>
  );
}

function Numbers({ chart, rows }: { chart: PlotChart; rows: (number | undefined)[][] }) {
  const { series, axis_config: axes } = chart;
  return (
    <div className="unseen">
      <table>
        <thead>
          <tr>
            <th scope="col">{axes.x_label ?? "Category"}</th>
            {series.map(({ name }, index) => (
              <th key={index} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {axes.categories.map((category, place) => (
            <tr key={place}>
              <th scope="row">{category}</th>
              {rows.map((values, index) => (
                <td key={index}>{values[place] === undefined ? "none" : inFull(values[place])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
