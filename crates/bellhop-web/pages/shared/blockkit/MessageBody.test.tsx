import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { type Names, NamesContext } from "../names";
import { MessageBody } from "./MessageBody";

const names: Names = {
  user: (id) => (id === "U1" ? { name: "Alice Archer" } : undefined),
  channel: (id) => (id === "C1" ? { name: "general", direct: false, href: "#/C1" } : undefined),
};

function draw(body: Parameters<typeof MessageBody>[0]): string {
  return renderToStaticMarkup(
    <NamesContext value={names}>
      <MessageBody {...body} />
    </NamesContext>,
  );
}

const block = (one: object) => draw({ text: "", blocks: [one] });

describe("a message", () => {
  it("of text only is drawn from its text, with names in place of ids", () => {
    const html = draw({ text: "<@U1> in <#C1> and <@U404>" });

    expect(html).toContain("@Alice Archer");
    expect(html).toContain('href="#/C1"');
    expect(html).toContain("@U404");
  });

  it("with blocks shows them and not the text, which is their summary", () => {
    const html = draw({ text: "the summary", blocks: [{ type: "header", text: { type: "plain_text", text: "Head :tada:" } }] });

    expect(html).toContain("Head");
    expect(html).toContain("🎉");
    expect(html).not.toContain("the summary");
  });

  it("shows attachments below", () => {
    const html = draw({ text: "above", attachments: [{ color: "danger", title: "T", text: "*b*", fields: [{ title: "F", value: "v" }] }] });

    expect(html).toMatch(/above.*#e01e5a.*T.*<strong>b<\/strong>.*F.*v/);
  });

  it("never lets markup or a script address through", () => {
    expect(draw({ text: "<b>bold</b> &lt;script&gt;" })).not.toMatch(/<b>|<script>/);
    expect(draw({ text: "<javascript:alert(1)|click>" })).not.toContain("href");
    expect(block({ type: "markdown", text: "<img src=x onerror=alert(1)> [x](javascript:alert(1))" })).not.toMatch(/<img|href/);
    expect(draw({ text: "", attachments: [{ color: "red;background:url(x)", text: "x" }] })).not.toContain("url(");
    const swatch = { type: "color", value: "url(https://x.example/seen)" };
    expect(block({ type: "rich_text", elements: [{ type: "rich_text_section", elements: [swatch] }] })).not.toContain("background:url(");
  });
});

describe("a block", () => {
  it("of an unknown type becomes a card that names it", () => {
    expect(block({ type: "hologram" })).toMatch(/hologram.*not drawn here/);
    expect(block({})).toContain("no type");
  });

  it("of a section may hold text, fields and an element", () => {
    const html = block({
      type: "section",
      text: { type: "mrkdwn", text: "*T*" },
      fields: [{ type: "plain_text", text: "*F*" }],
      accessory: { type: "button", action_id: "a", text: { type: "plain_text", text: "Go" } },
    });

    expect(html).toMatch(/<strong>T<\/strong>.*\*F\*.*<button.*Go/);
  });

  it("with a picture that has not come shows its alternative text", () => {
    expect(block({ type: "image", slack_file: { id: "F1" }, alt_text: "A chart" })).toContain('aria-label="A chart"');
  });

  it("of a card, of several, of a task and of a plan shows what they say", () => {
    const card = { type: "card", title: { type: "mrkdwn", text: "*Order*" }, body: { type: "mrkdwn", text: "Two teas" } };
    const task = { type: "task_card", task_id: "t", title: "Read the log", status: "complete" };

    expect(block(card)).toMatch(/<strong>Order<\/strong>.*Two teas/);
    expect(block({ type: "carousel", elements: [card, card] }).match(/Two teas/g)).toHaveLength(2);
    expect(block(task)).toMatch(/complete.*Read the log/);
    expect(block({ type: "plan", title: "Fix it", tasks: [task, { type: "task_card", title: 1, status: "?" }] })).toMatch(/Fix it.*Read the log.*pending/);
  });

  it("of rich text keeps styles, lists and mentions", () => {
    const html = block({
      type: "rich_text",
      elements: [
        { type: "rich_text_section", elements: [{ type: "text", text: "b", style: { bold: true } }, { type: "user", user_id: "U1" }] },
        { type: "rich_text_list", style: "ordered", offset: 2, elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "three" }] }] },
      ],
    });

    expect(html).toMatch(/<strong>b<\/strong>.*@Alice Archer.*<ol[^>]*start="3".*three/);
  });

  it("of a table has its first row as head", () => {
    const html = block({ type: "table", rows: [[{ type: "raw_text", text: "H" }], [{ type: "raw_text", text: "c" }]] });

    expect(html).toMatch(/<th[^>]*>H<\/th>.*<td[^>]*>c<\/td>/);
  });

  it("of markdown knows tables, code and mentions", () => {
    const html = block({ type: "markdown", text: "# T\n**b** `c < d` <@U1>\n\n| h |\n|---|\n| c |" });

    expect(html).toMatch(/<h3[^>]*>T<\/h3>.*<strong>b<\/strong>.*c &lt; d.*@Alice Archer.*<th[^>]*>h<\/th>/);
  });
});
