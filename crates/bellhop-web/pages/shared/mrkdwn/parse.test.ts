import { describe, expect, it } from "vitest";
import { parse, parsePlain } from "./parse";
import type { Inline } from "./tree";

/** The tree in a short form: marks as tags, so that a line of test reads as a line of text. */
function show(nodes: Inline[]): string {
  return nodes.map(showOne).join("");
}

function showOne(node: Inline): string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "bold":
    case "italic":
    case "strike":
      return `<${node.kind}>${show(node.children)}</${node.kind}>`;
    case "code":
      return `<code>${node.text}</code>`;
    case "emoji":
      return `<emoji ${node.name}>`;
    case "link":
      return `<link ${node.href}>${show(node.children)}</link>`;
    case "user":
    case "channel":
    case "usergroup":
      return `<${node.kind} ${node.id} ${node.label ?? "-"}>`;
    case "broadcast":
      return `<broadcast ${node.range}>`;
    case "date":
      return `<date ${node.seconds} ${node.template} ${node.fallback}>`;
  }
}

function line(text: string): string {
  return parse(text)
    .map((piece) => (piece.kind === "lines" ? show(piece.children) : `[${piece.kind}]`))
    .join("");
}

describe("a line of mrkdwn", () => {
  it.each([
    ["*bold* _italic_ ~struck~", "<bold>bold</bold> <italic>italic</italic> <strike>struck</strike>"],
    ["*_both_*", "<bold><italic>both</italic></bold>"],
    ["snake_case_name and 2*3*4", "snake_case_name and 2*3*4"],
    ["* not a list * of bold*", "* not a list * of bold*"],
    ["a lone *star", "a lone *star"],
    ["(*loud*), really", "(<bold>loud</bold>), really"],
    ["*see `a*b` there*", "<bold>see <code>a*b</code> there</bold>"],
    ["`*code*`", "<code>*code*</code>"],
    ["1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"],
    ["&amp;lt;", "&lt;"],
    [":tada: at 10:30:45 :+1::skin-tone-3:", "<emoji tada> at 10:30:45 <emoji +1::skin-tone-3>"],
    ["<https://a.example/x_y_z|the *docs*>", "<link https://a.example/x_y_z>the *docs*</link>"],
    ["<https://a.example/?a=1&amp;b=2>", "<link https://a.example/?a=1&b=2>https://a.example/?a=1&b=2</link>"],
    ["go to https://a.example/x, now", "go to <link https://a.example/x>https://a.example/x</link>, now"],
    ["<mailto:a@b.example>", "<link mailto:a@b.example>a@b.example</link>"],
    ["<@U123> in <#C1|ops>", "<user U123 -> in <channel C1 ops>"],
    ["<!here> <!subteam^S1|@oncall>", "<broadcast here> <usergroup S1 @oncall>"],
    ["<!date^1732170000^{date} at {time}|then>", "<date 1732170000 {date} at {time} then>"],
    ["a < b and c", "a < b and c"],
  ])("%s", (text, expected) => {
    expect(line(text)).toBe(expected);
  });
});

describe("pieces", () => {
  it("a fence keeps its text as it is", () => {
    expect(parse("before\n```\nlet a = *b*;\n&lt;b&gt;\n```\nafter")).toMatchObject([
      { kind: "lines" },
      { kind: "preformatted", text: "let a = *b*;\n<b>" },
      { kind: "lines", children: [{ text: "after" }] },
    ]);
  });

  it("quoted lines are gathered, escaped or not", () => {
    expect(parse("&gt; one\n> two\nthree")).toMatchObject([
      { kind: "quote", children: [{ kind: "lines", children: [{ text: "one\ntwo" }] }] },
      { kind: "lines", children: [{ text: "three" }] },
    ]);
  });

  it("three signs quote the rest", () => {
    expect(parse("a\n&gt;&gt;&gt;b\nc")).toMatchObject([
      { kind: "lines" },
      { kind: "quote", children: [{ kind: "lines", children: [{ text: "b\nc" }] }] },
    ]);
  });

  it("plain text knows emoji only", () => {
    expect(show(parsePlain("*Done* :tada: <@U1> &amp; on", true))).toBe("*Done* <emoji tada> <@U1> & on");
    expect(show(parsePlain(":tada:", false))).toBe(":tada:");
  });
});
