import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { NamesContext, nobody } from "../../shared/names";
import { message } from "../state/sample";
import type { Message } from "../state/wire";
import { MessageRow } from "./MessageRow";

const names = { ...nobody, user: (id: string) => (id === "U1" ? { name: "Alice Archer" } : undefined) };

/** The text of a message's row. */
function row(more: Partial<Message>, broadcast = false): string {
  const drawn = renderToStaticMarkup(
    <NamesContext value={names}>
      <MessageRow message={message("100.000001", more)} follows={false} broadcast={broadcast} />
    </NamesContext>,
  );
  return drawn.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

describe("a message's marks", () => {
  it("a plain message has none", () => {
    const plain = row({});

    for (const mark of ["edited", "Pinned", "Only visible", "Replied"]) expect(plain).not.toContain(mark);
  });

  it("says that it was edited, is pinned, answers a thread, or is for one person", () => {
    expect(row({ edited: true })).toContain("(edited)");
    expect(row({ pinned: true })).toContain("Pinned");
    expect(row({}, true)).toContain("Replied to a thread");
    expect(row({ visible_to: "U1" })).toContain("Only visible to Alice Archer");
    expect(row({ visible_to: "U404" })).toContain("Only visible to U404");
  });

  it("shows each reaction with its count, also one whose emoji is not known", () => {
    const reactions = [
      { name: "eyes", users: ["U1", "U2"] },
      { name: "acme-logo", users: ["U1"] },
    ];

    expect(row({ reactions })).toMatch(/👀 2 :acme-logo: 1/);
  });
});
