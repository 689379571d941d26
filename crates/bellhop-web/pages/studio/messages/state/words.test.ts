import { describe, expect, it } from "vitest";
import { message } from "./sample";
import { headingOf, placeOf, redrivenWords, spanOf, whyOf } from "./words";

describe("where a message goes", () => {
  it("is its address, and what that turned out to be", () => {
    const email = message({ address: { kind: "email", id: "ada@acme.example" }, destination: "U0ADA" });

    expect(placeOf(email)).toEqual({ kind: "E-mail", id: "ada@acme.example", became: "U0ADA" });
    expect(placeOf(message({ destination: "C0ORDERS" }))).toEqual({ kind: "Channel", id: "C0ORDERS" });
    expect(placeOf(message({ address: { kind: "users", id: "U1,U2" } }))).toEqual({ kind: "Group", id: "U1, U2" });
    expect(placeOf(message({ address: { kind: "incoming_webhook" } }))).toEqual({ kind: "Webhook" });
  });

  it("is nowhere when planning found nothing", () => {
    const { address: _, ...nowhere } = message();

    expect(placeOf(nowhere)).toBeUndefined();
  });

  it("is headed by the template and the recipient, also without either", () => {
    expect(headingOf(message())).toBe("order-shipped to u-1842");
    expect(headingOf(message({ template: "", distinct_id: "" }))).toBe("No template to a passing recipient");
  });
});

describe("why somebody should look", () => {
  it("is told of what was given up alone", () => {
    expect(whyOf(message({ status: "failed", reason: "template_error" }))).toBe("template error");
    expect(whyOf(message({ status: "delivered", reason: "accepted" }))).toBeUndefined();
  });
});

describe("spans of time", () => {
  it.each([
    [0, "0 ms"],
    [999, "999 ms"],
    [1_460, "1.4 s"],
    [59_900, "59 s"],
    [60_000, "1 min"],
    [7_200_000, "2 h"],
    [200_000_000, "2 d"],
  ])("%d ms is %s", (ms, words) => {
    expect(spanOf(ms)).toBe(words);
  });
});

describe("what became of redriving", () => {
  it("says what is on its way, what Slack has, and what stays and why", () => {
    const gone = { id: "1", error: "no dead letter has this id" };

    expect(redrivenWords({ redriven: 1, delivered: 0, failed: [], more: false })).toBe("1 message is on its way again.");
    expect(redrivenWords({ redriven: 2, delivered: 1, failed: [gone, { ...gone, id: "2" }], more: true })).toBe(
      "2 messages are on their way again. 1 was not sent again, because Slack has it already. " +
        "2 stay as they are: no longer kept among the dead letters. There may be more; redrive again.",
    );
    expect(redrivenWords({ redriven: 0, delivered: 0, failed: [], more: false })).toBe("There was nothing to redrive.");
  });
});
