import { describe, expect, it } from "vitest";
import { mendOf, optionalOf } from "./mend";

const EXAMPLE = { kind: "file", name: "example.json" } as const;
const TEMPLATE = "function(data) {\n  text: data.nmae + 'nmae',\n}\n";
const here = { file: "template.jsonnet", line: 2, column: 9 };

function added(example: string): string | undefined {
  const message = "there is no field `plan` in `data`, which has `name`";
  return mendOf({ message }, here, { "template.jsonnet": TEMPLATE, "example.json": example }, EXAMPLE)?.text;
}

describe("one press", () => {
  it("writes the name that was meant, in that place alone", () => {
    const mend = mendOf({ message: "there is no field `nmae` in `data`: did you mean `name`?" }, here, { "template.jsonnet": TEMPLATE }, EXAMPLE);

    expect(mend).toEqual({ words: "Write “name”", file: "template.jsonnet", text: TEMPLATE.replace("data.nmae", "data.name") });
  });

  it("adds to the example what it does not have, and leaves the rest as it is", () => {
    expect(added('{\n  "name": "Ada",\n  "$recipient": { "a": 1 }\n}\n')).toBe('{\n  "name": "Ada",\n  "plan": "Plan",\n  "$recipient": { "a": 1 }\n}\n');
    for (const example of ["{}", "{ }\n", '{"name": 1}', '{\n  "name": 1\n}\n']) {
      expect(JSON.parse(added(example) ?? "")).toEqual({ ...JSON.parse(example), plan: "Plan" });
    }
  });

  it("gives an address to what is one", () => {
    const message = "there is no field `crm_url` in `data`, which has no fields";

    expect(mendOf({ message }, here, { "example.json": "{}" }, EXAMPLE)?.text).toContain('"crm_url": "https://example.com/"');
  });

  it("changes no event of the past, but tells what to write for those without", () => {
    const event = { kind: "event", id: "m1", text: "{}" } as const;
    const problem = { message: "there is no field `plan` in `data`, which has no fields" };

    expect(mendOf(problem, here, { "example.json": "{}" }, event)).toBeUndefined();
    expect(mendOf(problem, here, { "template.jsonnet": "{\n  text: data.plan,\n}" }, event)?.text).toBe("{\n  text: std.get(data, 'plan', '…'),\n}");
    expect(optionalOf(problem, event)).toBe("std.get(data, 'plan', '…')");
    expect(optionalOf(problem, EXAMPLE)).toBeUndefined();
  });

  it("does nothing about what it can't know", () => {
    expect(mendOf({ message: "there is no variable `plan`: did you mean `data.plan`, or the text 'plan'?" }, here, {}, EXAMPLE)).toBeUndefined();
    expect(mendOf({ message: "there is no field `a` in `data.order`, which has no fields" }, here, { "example.json": "{}" }, EXAMPLE)).toBeUndefined();
  });
});
