// A data_visualization block: a title above a pie, or above bars, areas or lines. It does not move, and
// whoever can't see it is told the numbers.
import { Unsupported } from "../Unsupported";
import type { ChartBlock } from "./data";
import { Pie } from "./Pie";
import { Plot } from "./Plot";

export function Chart({ block }: { block: ChartBlock }) {
  const { title, chart } = block;
  switch (chart.type) {
    case "pie":
      return (
        <figure className="bk-chart">
          <figcaption>{title}</figcaption>
          <Pie segments={chart.segments} />
        </figure>
      );
    case "bar":
    case "area":
    case "line":
      return (
        <figure className="bk-chart">
          <figcaption>{title}</figcaption>
          <Plot chart={chart} />
        </figure>
      );
    default:
      // A kind that came after this was written.
      return <Unsupported block={block} reason="unknown" />;
  }
}
