import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { slugOf, slugProblem, titleFor, titleOf } from "./slug";
import { blank, likeAnother } from "./starter";

const written = (name: string) => readFileSync(new URL(`../../../../bellhop/src/commands/new/${name}`, import.meta.url), "utf8");

describe("a new template", () => {
  it("is what `bellhop new` writes", () => {
    const files = blank("Order shipped");

    expect(Object.keys(files).sort()).toEqual(["example.json", "template.jsonnet", "workflow.toml"]);
    for (const [name, text] of Object.entries(files)) {
      expect(text).toBe(written(name).replaceAll("NAME", "Order shipped"));
    }
  });

  it("like another one has its own name, and is started by no event of the other's", () => {
    const workflow = 'name = "Order $& shipped"\ncategory = "system"\nevents = [\n  "ORDER_SHIPPED",\n]\n[digest]\nevery = "1h"\n';

    const copy = likeAnother({ "template.jsonnet": "{}", "workflow.toml": workflow }, "My copy");

    expect(copy["workflow.toml"]).toBe('name = "My copy"\ncategory = "system"\nevents = []\n[digest]\nevery = "1h"\n');
    expect(copy["template.jsonnet"]).toBe("{}");
  });
});

describe("a name", () => {
  it("is good when it is a slug that nobody has", () => {
    for (const good of ["order-shipped", "A_b.1", "x", "-"]) {
      expect(slugProblem(good, ["other"])).toBeUndefined();
    }
  });

  it("is refused with the reason", () => {
    expect(slugProblem("", [])).toContain("needs a name");
    expect(slugProblem("two words", [])).toContain("blanks");
    expect(slugProblem("bestätigt", [])).toContain("“ä”");
    expect(slugProblem("a/b", [])).toContain("“/”");
    expect(slugProblem(".hidden", [])).toContain("start");
    expect(slugProblem("lib", [])).toContain("shared");
    expect(slugProblem("welcome", ["welcome"])).toContain("already");
    expect(slugProblem("x".repeat(256), [])).toContain("256");
  });

  it("is made of what people call it", () => {
    expect(slugOf(" Subscription cancelled ")).toBe("subscription-cancelled");
    expect(slugOf("Gelöscht, geändert!")).toBe("geloscht-geandert");
    expect(slugOf("Order_shipped.2")).toBe("Order_shipped.2");
    expect(slugOf("…")).toBe("");
    expect(titleFor("Subscription cancelled (EU)")).toBe("Subscription cancelled (EU)");
    expect(titleFor("order-shipped")).toBe("Order shipped");
    // These would end the text that they stand in, or be taken for a format.
    expect(titleFor("Ada's 50% off")).toBe("Ada s 50 off");
  });

  it("becomes a title", () => {
    expect(titleOf("order-shipped_now")).toBe("Order shipped now");
  });
});
