import { describe, expect, it } from "vitest";
import { partsOf, withoutDetail } from "./said";

describe("what is said", () => {
  it("has code between backticks", () => {
    expect(partsOf("`bellhop render` shows it")).toEqual([
      { text: "bellhop render", code: true },
      { text: " shows it", code: false },
    ]);
    expect(partsOf("one ` alone")).toEqual([{ text: "one ` alone", code: false }]);
  });

  it("is short where the lines of the detail are set apart", () => {
    const detail = "t failed: there is no field\n  13 |   data.status\n     |   ^";
    const line = "t failed: there is no field 13 | data.status | ^";

    expect(withoutDetail(`Given up: the template failed. On record: ${line}.`, detail)).toBe("Given up: the template failed.");
    expect(withoutDetail(`Given up (template_error): ${line}`, detail)).toBe("Given up (template_error)");
    expect(withoutDetail("Given up.", detail)).toBeUndefined();
    expect(withoutDetail("Given up: short", "short")).toBeUndefined();
  });
});
