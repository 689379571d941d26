import { describe, expect, it } from "vitest";
import { placeholdersIn } from "./placeholders";

describe("a placeholder of another language", () => {
  it("is told once, with its line and what to write", () => {
    const template = "// {{ comment }}\nfunction(data)\n  { text: 'Hi {{ name }}, {{data.plan}}, {{ name }}' }";

    expect(placeholdersIn({ "template.jsonnet": template, "example.json": '{"a": "{{b}}"}' })).toMatchObject([
      { place: "template.jsonnet:3", severity: "warning", message: expect.stringContaining("['Hello ', data.name, '!']") },
      { place: "template.jsonnet:3", message: expect.stringContaining("with data.plan,") },
    ]);
  });

  it("is no object in an object", () => {
    expect(placeholdersIn({ "template.jsonnet": "{a: {b: {}}, c: {{}}}" })).toEqual([]);
  });
});
