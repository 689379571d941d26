import { expect, test } from "vitest";
import type { LibraryFunction } from "../api/wire";
import { chaptersOf, matching } from "./chapters";
import { pictured } from "./pictured";
import { saidBy } from "./saidBy";

function one(chapter: string, signature: string, purpose: string): LibraryFunction {
  return { chapter, signature, name: signature.replace(/\(.*/, ""), parameters: [], purpose };
}

const library = [
  one("Text", "bold(text)", "Bold."),
  one("Rich text", "richBold(text)", "Bold; the marks can be put into one another."),
  one("Text", "link(url, label=null)", "A link."),
];

test("chapters keep the order of the library", () => {
  const chapters = chaptersOf(library);
  expect(chapters.map(({ slug, functions }) => [slug, functions.map(({ name }) => name)])).toEqual([
    ["text", ["bold", "link"]],
    ["rich-text", ["richBold"]],
  ]);
});

test("every word that is looked for must be somewhere", () => {
  const names = (sought: string) => matching(library, sought).map(({ name }) => name);
  expect(names("bold")).toEqual(["bold", "richBold"]);
  expect(names("BOLD rich")).toEqual(["richBold"]);
  expect(names("  ")).toHaveLength(3);
  expect(names("slack.link(url")).toEqual(["link"]);
  expect(names("nothing")).toEqual([]);
});

test("pictures of an example that nobody serves are taken from here, and nothing else is", () => {
  const message = {
    text: "see https://example.com/a.png",
    blocks: [{ type: "image", image_url: "https://example.com/a.png", alt_text: "a" }, { thumbnail_url: "https://other.test/b.png" }],
  };
  expect(pictured(message, "/sample.svg")).toEqual({
    text: "see https://example.com/a.png",
    blocks: [{ type: "image", image_url: "/sample.svg", alt_text: "a" }, { thumbnail_url: "https://other.test/b.png" }],
  });
});

test("a picture is described by the words in it", () => {
  const blocks = [{ type: "section", text: { type: "mrkdwn", text: "Hello" }, accessory: { image_url: "x", alt_text: "Ada" } }];
  expect(saidBy({ text: "An example", blocks })).toBe("Hello, Ada");
  expect(saidBy({ text: "An example", blocks: [{ type: "divider" }] })).toBe("a line, without words");
});
