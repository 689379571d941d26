// The inside of a line of mrkdwn: emphasis, code, mentions, links, emoji.
// Slack publishes no grammar. The rule used here is the one its clients show: a mark opens before
// a non-space and after a space or punctuation, and closes after a non-space and before the same.
import { angle } from "./angle";
import { type Inline, unescape } from "./tree";

const MARKS: Record<string, "bold" | "italic" | "strike"> = { "*": "bold", _: "italic", "~": "strike" };

/** Bare addresses are made links, as Slack does unless `verbatim` is set. */
const ADDRESS = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]}*_~`]/;
const EMOJI = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/;

/** `insideOf` names the marks already open, which cannot be opened again. */
export function inline(text: string, insideOf = ""): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  const flush = () => {
    if (plain) found.push({ kind: "text", text: unescape(plain) });
    plain = "";
  };
  let at = 0;
  while (at < text.length) {
    const read = readOne(text, at, insideOf);
    if (read) {
      flush();
      found.push(read.node);
      at += read.length;
    } else {
      plain += text.charAt(at);
      at += 1;
    }
  }
  flush();
  return found;
}

interface Read {
  node: Inline;
  length: number;
}

function readOne(text: string, at: number, insideOf: string): Read | undefined {
  const character = text.charAt(at);
  if (character === "<") return readAngle(text, at);
  if (character === "`") return readCode(text, at);
  if (character === ":") return readEmoji(text, at);
  if (character === "h" && !wordAt(text, at - 1)) return readAddress(text, at);
  const kind = MARKS[character];
  if (!kind || insideOf.includes(character)) return undefined;
  const end = closing(text, at, character);
  if (end < 0) return undefined;
  const children = inline(text.slice(at + 1, end), insideOf + character);
  return { node: { kind, children }, length: end + 1 - at };
}

function readAngle(text: string, at: number): Read | undefined {
  const end = text.indexOf(">", at);
  if (end <= at + 1) return undefined;
  return { node: angle(text.slice(at + 1, end)), length: end + 1 - at };
}

function readCode(text: string, at: number): Read | undefined {
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1 || text.slice(at, end).includes("\n")) return undefined;
  return { node: { kind: "code", text: codeText(text.slice(at + 1, end)) }, length: end + 1 - at };
}

/** Slack puts addresses inside code between < and >; readers see only the address. */
export function codeText(source: string): string {
  return unescape(source.replace(/<(https?:[^|>]*)(?:\|([^>]*))?>/g, (_, href: string, label?: string) => label ?? href));
}

function readEmoji(text: string, at: number): Read | undefined {
  const match = EMOJI.exec(text.slice(at, at + 80));
  const name = match?.[1];
  if (!match || !name || /^\d+$/.test(name)) return undefined;
  return { node: { kind: "emoji", name }, length: match[0].length };
}

function readAddress(text: string, at: number): Read | undefined {
  const match = ADDRESS.exec(text.slice(at));
  if (!match) return undefined;
  const href = unescape(match[0]);
  return { node: { kind: "link", href, children: [{ kind: "text", text: href }] }, length: match[0].length };
}

/** Where the mark that opens at `at` closes, or -1. It stays within its line. */
function closing(text: string, at: number, mark: string): number {
  const next = text.charAt(at + 1);
  if (wordAt(text, at - 1) || text.charAt(at - 1) === mark || next === mark || /^\s?$/.test(next)) return -1;
  for (let end = at + 2; end < text.length; end += 1) {
    const character = text.charAt(end);
    if (character === "\n") return -1;
    if (character === mark && !/\s/.test(text.charAt(end - 1)) && !wordAt(text, end + 1)) return end;
    // What stands in a mention, a link or code cannot close the mark.
    const partner = character === "<" ? ">" : character === "`" ? "`" : "";
    const skip = partner ? text.indexOf(partner, end + 1) : -1;
    if (skip > 0) end = skip;
  }
  return -1;
}

function wordAt(text: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.charAt(at));
}
