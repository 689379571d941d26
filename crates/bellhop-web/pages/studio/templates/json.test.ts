import { describe, expect, it } from "vitest";
import { mistakeIn } from "./json";

/** The mistake, with what stands where it is. */
function said(text: string): string {
  const mistake = mistakeIn(text);
  return mistake ? `${JSON.stringify(text.slice(mistake.at, mistake.at + 4))}: ${mistake.words}` : "fine";
}

describe("what is no JSON", () => {
  it("is nothing that a browser reads", () => {
    for (const text of ["{}", ' {"a": [1, -2.5e3, true, null, {"b": "\\u00e9\\n\\""}], "c": []}\n', '"x"', "0"]) {
      expect(() => JSON.parse(text)).not.toThrow();
      expect(said(text)).toBe("fine");
    }
  });

  it.each([
    ['{"a": "Team"\n"b": 1}', '"\\n\\"b\\"": a comma is missing here'],
    ["{plan: 1}", '"plan": the name of a field stands in double quotes: "plan"'],
    ["{'plan': 1}", `"'pla": the name of a field stands in double quotes: "plan"`],
    [`{"a": 'Team'}`, `"'Tea": a text stands in double quotes: "…"`],
    ['{"a": Team}', '"Team": Team is no value: a text stands in double quotes, as in "Team"'],
    ['{"a": 1,\n}', '",\\n}": nothing follows this comma: take it away'],
    ['{"a": "Team,\n"b": 1}', '"\\"Tea": this text is never closed on its line: it needs a " at its end'],
    ['{"a" 1}', '"1}": a colon is missing between the name of the field and its value'],
    ['{"a": }', '"}": a value is missing here'],
    ['{"a": [1}', '"}": a ] is missing before this }'],
    ['{"a": {"b": 1}', '"{\\"a\\"": this { is never closed: a } is missing at its end'],
    ['{"a": 1}}', '"}": there is more behind the end of it'],
    ['{"a": 01}', '"01}": 01 is no value: a text stands in double quotes, as in "01"'],
    ["{} // mine", '"// m": JSON has no comments'],
    ["", '"": it is empty: it begins with { and ends with }'],
  ])("is told with what would be right: %s", (text, expected) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(said(text)).toBe(expected);
  });
});
