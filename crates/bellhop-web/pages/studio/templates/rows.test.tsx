import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Router } from "wouter";
import type { Finding, Health } from "../api/wire";
import { FindingRow } from "./bench/FindingRow";
import { ProblemRow } from "./bench/ProblemRow";
import { TemplateRows } from "./list/TemplateRows";
import { SlackFrame } from "./preview/SlackFrame";

const served: Health = { slug: "order shipped/1", version: "1f0c2ab94e7d", problem: null, refused: null };
const finding: Finding = { pointer: "/blocks/0/text", id: "header.text.length", rule: "length", severity: "warning", value: 1200, limit: 150, message: "too long", page: "https://docs.slack.dev/x" };
const nothing = () => undefined;

describe("a row", () => {
  it("of a template leads to its workbench and says how it does", () => {
    const broken = { ...served, slug: "b", problem: { message: "x", file: "b/template.jsonnet", line: 3 }, last_failed_at_ms: 1, last_failure: "no field" };

    const html = renderToStaticMarkup(
      <Router ssrPath="/">
        <TemplateRows templates={[served, broken]} />
      </Router>,
    );

    expect(html).toContain("/templates/order%20shipped%2F1");
    expect(html).toContain("1f0c2ab9<");
    expect(html).toContain("Served");
    expect(html).toContain("Broken");
    expect(html).toContain("template.jsonnet, line 3: x");
    expect(html).toContain("no field");
  });

  it("of a problem shows the line under it, and leads there where it is", () => {
    const problem = { message: "x/template.jsonnet:3:5: no <b>", file: "x/template.jsonnet", line: 3, column: 5, source_line: "abcd efg" };

    const here = renderToStaticMarkup(<ProblemRow problem={problem} place={{ file: "template.jsonnet", line: 3, column: 5 }} onGo={nothing} />);
    const elsewhere = renderToStaticMarkup(<ProblemRow problem={{ ...problem, file: "lib/brand.libsonnet" }} place={undefined} onGo={nothing} />);

    expect(here).toContain("No &lt;b&gt;");
    // Under the fifth character, past the number of the line and a blank.
    expect(here).toContain(`\n${" ".repeat(2 + 4)}^`);
    expect(here).toContain("Go to line 3");
    expect(elsewhere).toContain("lib/brand.libsonnet, line 3");
    expect(elsewhere).not.toContain("Go to line");
  });

  it("of a finding gives value, limit and Slack's page", () => {
    const html = renderToStaticMarkup(<FindingRow finding={finding} place={{ file: "parts.libsonnet", line: 9 }} onGo={nothing} />);

    expect(html).toContain(`${(1200).toLocaleString()} of 150`);
    expect(html).toContain('href="https://docs.slack.dev/x"');
    expect(html).toContain("Go to line 9 of parts.libsonnet");
  });
});

describe("the frame of a message", () => {
  it("shows it as from the app, or from whom it says", () => {
    expect(renderToStaticMarkup(<SlackFrame message={{ text: "Hello" }} />)).toContain("<strong>Bellhop</strong>");
    const named = renderToStaticMarkup(<SlackFrame message={{ text: "Hello", username: "deploys" }} scheme="dark" width="phone" />);
    expect(named).toContain("<strong>deploys</strong>");
    expect(named).toContain("color-scheme:dark");
    expect(named).toContain('data-width="phone"');
  });
});
