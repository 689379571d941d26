// mrkdwn text into a tree: first the fenced code, then the quotes, then the lines.
import { codeText, inline } from "./inline";
import { type Inline, type Piece, unescape } from "./tree";

export function parse(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const fence of text.matchAll(/```\n?([\s\S]+?)\n?```\n?/g)) {
    const before = text.slice(from, fence.index).replace(/\n$/, "");
    if (before) pieces.push(...unfenced(before));
    pieces.push({ kind: "preformatted", text: codeText(fence[1] ?? "") });
    from = fence.index + fence[0].length;
  }
  const rest = text.slice(from);
  if (rest) pieces.push(...unfenced(rest));
  return pieces;
}

/** A quoted line starts with > (which well-behaved senders escape); >>> quotes all that follows. */
function unfenced(text: string): Piece[] {
  const pieces: Piece[] = [];
  const lines = text.split("\n");
  let start = 0;
  while (start < lines.length) {
    const open = /^(?:>>>|(?:&gt;){3}) ?/.exec(lines[start] ?? "");
    if (open) {
      const rest = lines.slice(start).join("\n").slice(open[0].length);
      pieces.push({ kind: "quote", children: parse(rest) });
      return pieces;
    }
    const quoted = isQuoted(lines[start]);
    let end = start + 1;
    while (end < lines.length && isQuoted(lines[end]) === quoted && !/^(?:>>>|(?:&gt;){3})/.test(lines[end] ?? "")) {
      end += 1;
    }
    pieces.push(quoted ? quote(lines.slice(start, end)) : { kind: "lines", children: inline(lines.slice(start, end).join("\n")) });
    start = end;
  }
  return pieces;
}

const QUOTED = /^(?:>|&gt;) ?/;

function isQuoted(line: string | undefined): boolean {
  return QUOTED.test(line ?? "");
}

function quote(lines: string[]): Piece {
  const text = lines.map((line) => line.replace(QUOTED, "")).join("\n");
  return { kind: "quote", children: [{ kind: "lines", children: inline(text) }] };
}

/** plain_text objects know nothing but emoji, and those only if not switched off. */
export function parsePlain(text: string, withEmoji: boolean): Inline[] {
  if (!withEmoji) return [{ kind: "text", text: unescape(text) }];
  return text.split(/(:[a-z0-9_+'-]+(?:::skin-tone-[2-6])?:)/).flatMap((part, index): Inline[] => {
    if (!part) return [];
    const name = part.slice(1, -1);
    const isEmoji = index % 2 === 1 && !/^\d+$/.test(name);
    return [isEmoji ? { kind: "emoji", name } : { kind: "text", text: unescape(part) }];
  });
}
