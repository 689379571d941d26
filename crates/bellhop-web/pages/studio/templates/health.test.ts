import { describe, expect, it } from "vitest";
import type { Health } from "../api/wire";
import { inOrder, isMended, lastFailure, matches, placeOf, verdictOf } from "./health";

const served: Health = { slug: "order-shipped", version: "1f0c2ab94e7d", problem: null, refused: null, category: "transactional" };
const problem = { message: "no" };

describe("health", () => {
  it("says in words how a template does", () => {
    const words = (health: Partial<Health>) => verdictOf({ ...served, ...health }).label;

    expect(words({})).toBe("Served");
    expect(words({ refused: problem })).toBe("Newer one refused");
    expect(words({ problem })).toBe("Broken");
    expect(words({ problem, refused: problem })).toBe("Broken");
    expect(words({ version: null })).toBe("Never committed");
    expect(words({ version: null, refused: problem })).toBe("Refused");
  });

  it("puts those that need somebody first", () => {
    const all = [served, { ...served, slug: "b", refused: problem }, { ...served, slug: "a" }, { ...served, slug: "z", problem }];

    expect(inOrder(all).map((health) => health.slug)).toEqual(["z", "b", "a", "order-shipped"]);
  });

  it("finds a template by any words of its name, category and health", () => {
    expect(matches(served, "")).toBe(true);
    expect(matches(served, "ORDER trans")).toBe(true);
    expect(matches(served, "served")).toBe(true);
    expect(matches(served, "broken")).toBe(false);
  });

  it("tells a failure that is over from one that is not", () => {
    expect(lastFailure(served)).toBeUndefined();
    expect(lastFailure({ ...served, last_failed_at_ms: 5, last_failure: "no field" })).toEqual({ at: 5, why: "no field" });
    expect(isMended({ ...served, last_failed_at_ms: 5, last_rendered_at_ms: 6 })).toBe(true);
    expect(isMended({ ...served, last_failed_at_ms: 5 })).toBe(false);
  });

  it("names the place of a problem without the folder", () => {
    expect(placeOf({ message: "", file: "order-shipped/template.jsonnet", line: 3 })).toBe("template.jsonnet, line 3");
    expect(placeOf({ message: "", file: "slack.libsonnet" })).toBe("slack.libsonnet");
    expect(placeOf({ message: "" })).toBeUndefined();
  });
});
