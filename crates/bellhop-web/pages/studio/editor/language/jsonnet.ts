// Jsonnet for the editor: what each word is, how far a line is indented, and what can be folded.
import { foldService, matchBrackets, StreamLanguage, type StreamParser, type StringStream } from "@codemirror/language";
import type { EditorState, Extension } from "@codemirror/state";
import { blockText, comment, quoted, type Inside } from "./inside";

/** A bracket that is not closed yet. */
interface Open {
  bracket: string;
  /** How far its line is indented. */
  line: number;
}

/** Where the reader of a file is: what it is inside of, and which brackets are open. */
export interface Place {
  inside: Inside | undefined;
  open: Open[];
  /** Whether what was read last was the dot before a field's name. */
  afterDot: boolean;
}

export const KEYWORDS = [
  "assert", "else", "error", "false", "for", "function", "if", "import", "importstr", "importbin", "in",
  "local", "null", "self", "super", "tailstrict", "then", "true",
] as const;

const ATOMS = new Set(["null", "true", "false"]);
const SELVES = new Set(["self", "super"]);
const WORDS = new Set<string>(KEYWORDS);
const NUMBER = /^(?:0|[1-9][\d_]*)(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/;
const NAME = /^[A-Za-z_]\w*/;
const OPERATOR = /^(?:\|\|(?!\|)|&&|==|!=|<=|>=|<<|>>|[+\-*/%&^~!<>=|:])/;
/** What follows the name of a field: `:`, `::`, `+:`, or the parameters of a function. */
const FIELD = /^\s*(?:\+?:{1,3}(?!=)|\([^()]*\)\s*:{1,3})/;

export function start(): Place {
  return { inside: undefined, open: [], afterDot: false };
}

/** Reads one word of a line; null where there is nothing to say of it. */
export function word(stream: StringStream, place: Place): string | null {
  if (place.inside !== undefined) {
    return place.inside(stream, place);
  }
  if (stream.eatSpace()) {
    return null;
  }
  const { afterDot } = place;
  place.afterDot = false;
  if (stream.match("//") || stream.match("#")) {
    stream.skipToEnd();
    return "lineComment";
  }
  if (stream.match("/*")) {
    place.inside = comment;
    return comment(stream, place);
  }
  if (stream.match(/^\|\|\|-?/)) {
    stream.skipToEnd();
    place.inside = blockText(undefined);
    return "string";
  }
  const quote = stream.match(/^(@?)(['"])/);
  if (quote && quote !== true) {
    place.inside = quoted(quote[2] as string, quote[1] === "@", inObject(place) && isField(stream, quote[2] as string));
    return place.inside(stream, place);
  }
  if (stream.match(NUMBER)) {
    return "number";
  }
  const name = stream.match(NAME);
  if (name && name !== true) {
    return nameOf(name[0], stream, place, afterDot);
  }
  if (stream.eat("$")) {
    return "self";
  }
  return mark(stream, place);
}

function nameOf(name: string, stream: StringStream, place: Place, afterDot: boolean): string {
  if (WORDS.has(name)) {
    return ATOMS.has(name) ? "atom" : SELVES.has(name) ? "self" : "keyword";
  }
  if (afterDot) {
    return stream.match(/^\s*\(/, false) ? "propertyName.function" : "propertyName";
  }
  if (inObject(place) && stream.match(FIELD, false)) {
    return "propertyName.definition";
  }
  if (name === "std") {
    return "variableName.standard";
  }
  return stream.match(/^\s*\(/, false) ? "variableName.function" : "variableName";
}

function mark(stream: StringStream, place: Place): string | null {
  if (stream.match(OPERATOR)) {
    return "operator";
  }
  const character = stream.next() ?? "";
  if ("([{".includes(character)) {
    place.open.push({ bracket: character, line: stream.indentation() });
    return "bracket";
  }
  if (")]}".includes(character)) {
    place.open.pop();
    return "bracket";
  }
  place.afterDot = character === ".";
  return ".,;".includes(character) ? "punctuation" : null;
}

function inObject(place: Place): boolean {
  return place.open.at(-1)?.bracket === "{";
}

/** Whether the string that begins here is the name of a field. */
function isField(stream: StringStream, quote: string): boolean {
  const rest = stream.string.slice(stream.pos);
  const end = rest.indexOf(quote);
  return end >= 0 && /^\s*\+?:{1,3}/.test(rest.slice(end + 1));
}

export const parser: StreamParser<Place> = {
  name: "jsonnet",
  startState: start,
  copyState: (place) => ({ ...place, open: [...place.open] }),
  token: word,
  indent: (place, after, context) => {
    if (place.inside !== undefined) {
      return null;
    }
    const open = place.open.at(-1);
    if (open === undefined) {
      return null;
    }
    return /^[)\]}]/.test(after) ? open.line : open.line + context.unit;
  },
  languageData: {
    commentTokens: { line: "//", block: { open: "/*", close: "*/" } },
    closeBrackets: { brackets: ["(", "[", "{", "'", '"'] },
    indentOnInput: /^\s*[)\]}]$/,
  },
};

/** From the last bracket that a line leaves open to the one that closes it. */
export function fold(state: EditorState, lineStart: number, lineEnd: number): { from: number; to: number } | null {
  for (let at = lineEnd; at > lineStart; at--) {
    if (!"([{".includes(state.sliceDoc(at - 1, at))) {
      continue;
    }
    const match = matchBrackets(state, at - 1, 1, { maxScanDistance: 100_000 });
    if (match?.matched && match.end && match.end.from > lineEnd) {
      return { from: at, to: match.end.from };
    }
  }
  return null;
}

export const jsonnetLanguage = StreamLanguage.define(parser);

export const jsonnet: Extension = [jsonnetLanguage, foldService.of(fold)];
