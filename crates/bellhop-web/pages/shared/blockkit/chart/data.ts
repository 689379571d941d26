// What a data_visualization block is made of. Slack's own types do not know it yet; the shape is that of
// docs.slack.dev/reference/block-kit/blocks/data-visualization-block.

export interface ChartBlock {
  type: "data_visualization";
  title: string;
  chart: PieChart | PlotChart;
}

export interface PieChart {
  type: "pie";
  segments: Point[];
}

export interface PlotChart {
  type: "bar" | "area" | "line";
  series: Series[];
  axis_config: { categories: string[]; x_label?: string; y_label?: string };
}

export interface Point {
  label: string;
  value: number;
}

export interface Series {
  name: string;
  data: Point[];
}

/** The values of a series in the order of the categories; of which it says nothing, there is none. */
export function valuesOf({ data }: Series, categories: readonly string[]): (number | undefined)[] {
  const values = new Map(data.map(({ label, value }) => [label, amountOf(value)]));
  return categories.map((category) => values.get(category));
}

/** What is no number can't be drawn: the block is malformed then. */
export function amountOf(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new TypeError("a chart's value must be a number");
  return value;
}

export function inFull(value: number): string {
  return value.toLocaleString("en");
}

/** The colours of charts.css, again from the first when there are more. */
export function colourOf(index: number): string {
  return `var(--chart-${(index % 6) + 1})`;
}
