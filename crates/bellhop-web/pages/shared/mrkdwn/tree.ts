// What mrkdwn text means, apart from how it is drawn.

/** A run of text inside a line. */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "bold" | "italic" | "strike"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "emoji"; name: string }
  | { kind: "link"; href: string; children: Inline[] }
  | { kind: "user" | "channel" | "usergroup"; id: string; label?: string }
  | { kind: "broadcast"; range: string }
  | { kind: "date"; seconds: number; template: string; href?: string; fallback: string };

/** A piece of a message that stands on its own lines. */
export type Piece =
  | { kind: "lines"; children: Inline[] }
  | { kind: "preformatted"; text: string }
  | { kind: "quote"; children: Piece[] };

/** Slack escapes exactly these three. */
export function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => (name === "amp" ? "&" : name === "lt" ? "<" : ">"));
}
