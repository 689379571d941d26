import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Block } from "../Block";
import { labelsThatFit, scaleOf } from "./scale";

const draw = (chart: object) => renderToStaticMarkup(<Block block={{ type: "data_visualization", title: "Orders", chart }} />);
const points = (values: number[]) => values.map((value, index) => ({ label: `d${index}`, value }));
const plot = (type: string, ...rows: number[][]) => ({
  type,
  series: rows.map((values, index) => ({ name: `series ${index}`, data: points(values) })),
  axis_config: { categories: rows[0]!.map((_, index) => `d${index}`), x_label: "Day", y_label: "Count" },
});
const count = (html: string, what: RegExp) => html.match(what)?.length ?? 0;

describe("a chart", () => {
  it("of bars has one for each value, and tells the numbers to whoever can't see it", () => {
    const html = draw(plot("bar", [1, 2, 3], [4, 5, 6000]));

    expect(count(html, /<rect/g)).toBe(6);
    expect(html).toMatch(/<figcaption>Orders<\/figcaption>.*Count.*aria-hidden.*Day.*series 0.*series 1/);
    expect(html).toMatch(/<th scope="col">Day<\/th>.*<th scope="row">d2<\/th><td>3<\/td><td>6,000<\/td>/);
  });

  it("of lines or areas has one for each series, and nothing where nothing is said", () => {
    const lines = draw(plot("line", [1, 2, 3], [4, 5]));

    expect(count(lines, /<polyline/g)).toBe(2);
    expect(count(lines, /<circle/g)).toBe(5);
    expect(lines).toContain("<td>none</td>");
    expect(count(lines, /<polygon/g)).toBe(0);
    expect(count(draw(plot("area", [1, 2], [2, 1])), /<polygon/g)).toBe(2);
  });

  it("of slices says what each is worth, also when one is the whole", () => {
    const html = draw({ type: "pie", segments: [{ label: "Tea", value: 3 }, { label: "Cake", value: 1 }] });

    expect(html).toMatch(/Tea <strong>3<\/strong>.*75 %.*Cake <strong>1<\/strong>.*25 %/);
    expect(draw({ type: "pie", segments: [{ label: "Tea", value: 3 }] })).toMatch(/<path d="M0 -70A[^"]*A[^"]*Z"/);
  });

  it("of extremes has numbers only", () => {
    for (const values of [[0, 0], [-3, -1], [-5, 5], [1e15, 1], [0.001, 0.002]]) {
      for (const type of ["bar", "line", "area"]) expect(draw(plot(type, values))).not.toMatch(/NaN|Infinity/);
    }
    expect(draw(plot("bar", []))).not.toMatch(/NaN|Infinity/);
  });

  it("of another kind is named, and one without numbers is malformed", () => {
    expect(draw({ type: "radar" })).toMatch(/data_visualization.*not drawn here/);
    expect(() => draw({ type: "pie", segments: [{ label: "Tea", value: "3" }] })).toThrow("must be a number");
  });
});

describe("the numbers beside a chart", () => {
  it("are round, and contain zero and all values", () => {
    expect(scaleOf([3, 7, 9]).ticks).toEqual([0, 2.5, 5, 7.5, 10]);
    expect(scaleOf([0.1, 0.3]).ticks).toEqual([0, 0.1, 0.2, 0.3]);
    expect(scaleOf([-40, 60]).ticks).toEqual([-50, -25, 0, 25, 50, 75]);
    expect(scaleOf([0]).ticks).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it("leave out labels that have no room, and cut those that are too long", () => {
    expect(labelsThatFit(["a", "b"], 100, 6)).toEqual([{ index: 0, text: "a" }, { index: 1, text: "b" }]);
    expect(labelsThatFit(["Strawberry Rhubarb"], 60, 6)[0]?.text).toBe("Strawber…");
    expect(labelsThatFit(Array.from({ length: 20 }, (_, index) => `Week ${index}`), 17, 6)).toHaveLength(7);
  });
});

describe("an input of files", () => {
  it("says how many and which it takes", () => {
    const input = (element: object) => renderToStaticMarkup(<Block block={{ type: "input", label: { type: "plain_text", text: "Proof" }, element: { type: "file_input", ...element } }} />);

    expect(input({ filetypes: ["png", "pdf"], max_files: 3 })).toMatch(/multiple="" accept=".png,.pdf" aria-label="Proof".*Up to 3 files: png, pdf/);
    expect(input({ max_files: 1 })).toMatch(/One file/);
    expect(input({})).toMatch(/Up to 10 files/);
  });
});
