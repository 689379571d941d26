import { describe, expect, it } from "vitest";
import { partsOf } from "./useHash";

describe("a place in the hash", () => {
  it("has a path and a query", () => {
    expect(partsOf("#/messages?status=failed")).toEqual({ path: "/messages", query: "status=failed" });
    expect(partsOf("#messages")).toEqual({ path: "/messages", query: "" });
    expect(partsOf("")).toEqual({ path: "/", query: "" });
    expect(partsOf("#/messages?search=a?b")).toEqual({ path: "/messages", query: "search=a?b" });
  });
});
