import { describe, expect, it } from "vitest";
import { firstStop, sections } from "./conversations";
import { namesOf } from "./names";
import { channel, message, started, workspaceOf } from "./sample";
import { unread, unreadByChannel, windowTitle } from "./unread";

const workspace = workspaceOf(
  started({
    channels: [
      channel("C2", { name: "team-10" }),
      channel("C1", { name: "team-2" }),
      channel("C3", { name: "alpha", is_archived: true }),
      channel("D1", { name: "", kind: "im", user: "U1", members: ["U1", "U9"] }),
      channel("D2", { name: "", kind: "im", user: "U2", members: ["U2", "U9"] }),
      channel("G1", { name: "mpdm", kind: "mpim", members: ["U1", "U2", "U9"] }),
    ],
    messages: { C1: [message("10.000001"), message("11.000001")], D1: [message("12.000001", { channel: "D1" })] },
  }),
);

describe("the sidebar", () => {
  it("lists channels by name, numbers by size, archived ones last", () => {
    expect(sections(workspace).channels.map(({ title }) => title)).toEqual(["#team-2", "#team-10", "#alpha"]);
  });

  it("names direct messages after the people in them, without the bots", () => {
    expect(sections(workspace).direct.map(({ title }) => title)).toEqual(["Alice Archer", "Alice Archer, bob", "bob"]);
  });

  it("shows a deactivated person as away", () => {
    const present = Object.fromEntries(sections(workspace).direct.map((one) => [one.channel.id, one.present]));

    expect(present).toEqual({ D1: true, D2: false, G1: false });
  });

  it("leads a newcomer to the latest message", () => {
    expect(firstStop(workspace)).toBe("D1");
    expect(firstStop({ ...workspace, messages: {} })).toBe("C1");
    expect(firstStop({ ...workspace, channels: {} })).toBeUndefined();
  });
});

describe("mentions", () => {
  it("resolve to names, and lead to conversations that exist", () => {
    const names = namesOf(workspace);

    expect(names.user("U1")).toEqual({ name: "Alice Archer", href: "#/D1" });
    expect(names.user("U9")).toEqual({ name: "Bellhop" });
    expect(names.channel("C1")).toEqual({ name: "team-2", direct: false, href: "#/C1" });
    expect(names.user("U404")).toBeUndefined();
    expect(namesOf(null).channel("C1")).toBeUndefined();
  });
});

describe("unread", () => {
  it("counts what came after the mark", () => {
    const list = workspace.messages["C1"];

    expect(unread(list, undefined)).toBe(2);
    expect(unread(list, "10.000001")).toBe(1);
    expect(unread(list, "11.000001")).toBe(0);
    expect(unreadByChannel(workspace, { C1: "11.000001" })).toMatchObject({ C1: 0, C2: 0, D1: 1 });
  });

  it("stands in the window's title", () => {
    expect(windowTitle("Acme", "#general", 3)).toBe("(3) #general · Acme · Bellhop simulator");
    expect(windowTitle(undefined, undefined, 0)).toBe("Bellhop simulator");
  });
});
