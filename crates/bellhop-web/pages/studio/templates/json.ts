// Where a text stops being JSON, and what would be right there. Browsers tell it each in words of their
// own, and often without the line.

export interface Mistake {
  /** The character where it is, from 0. */
  at: number;
  words: string;
}

/** The first mistake of a text; undefined when it is JSON. */
export function mistakeIn(text: string): Mistake | undefined {
  try {
    const reader = new Reader(text);
    reader.blanks();
    if (reader.isOver()) return { at: 0, words: "it is empty: it begins with { and ends with }" };
    reader.value();
    reader.blanks();
    return reader.isOver() ? undefined : { at: reader.at, words: "there is more behind the end of it" };
  } catch (error) {
    if (error instanceof Wrong) return { at: error.at, words: error.words };
    throw error;
  }
}

class Wrong {
  constructor(
    readonly at: number,
    readonly words: string,
  ) {}
}

const WORD = /[^\s,:{}[\]"']*/y;
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

class Reader {
  at = 0;
  /** Where the last thing that was read ends. */
  end = 0;

  constructor(readonly text: string) {}

  isOver(): boolean {
    return this.at >= this.text.length;
  }

  blanks(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? "")) this.at += 1;
    if (/^(\/\/|\/\*|#)/.test(this.text.slice(this.at, this.at + 2))) throw new Wrong(this.at, "JSON has no comments");
  }

  value(): void {
    const first = this.text[this.at];
    if (first === "{" || first === "[") this.list(first);
    else if (first === '"') this.string();
    else this.bare();
    this.end = this.at;
  }

  /** What stands between brackets, with commas between. */
  private list(open: "{" | "["): void {
    const start = this.at;
    const close = open === "{" ? "}" : "]";
    this.at += 1;
    this.blanks();
    while (this.text[this.at] !== close) {
      if (this.isOver()) throw new Wrong(start, `this ${open} is never closed: a ${close} is missing at its end`);
      if (open === "{") this.name();
      this.value();
      this.blanks();
      const next = this.text[this.at];
      if (next === ",") this.comma(close);
      else if (next !== close && !this.isOver()) throw new Wrong(this.end, next === "}" || next === "]" ? `a ${close} is missing before this ${next}` : "a comma is missing here");
    }
    this.at += 1;
  }

  private comma(close: string): void {
    const comma = this.at;
    this.at += 1;
    this.blanks();
    if (this.text[this.at] === close) throw new Wrong(comma, "nothing follows this comma: take it away");
  }

  private name(): void {
    if (this.text[this.at] !== '"') {
      const word = this.word().replace(/^'|'$/g, "");
      throw new Wrong(this.at, word === "" ? 'the name of a field is missing: it stands in double quotes, as in "plan"' : `the name of a field stands in double quotes: "${word}"`);
    }
    this.string();
    this.blanks();
    if (this.text[this.at] !== ":") throw new Wrong(this.at, "a colon is missing between the name of the field and its value");
    this.at += 1;
    this.blanks();
  }

  private string(): void {
    const start = this.at;
    for (this.at += 1; this.text[this.at] !== '"'; this.at += 1) {
      if (this.isOver() || this.text[this.at] === "\n") throw new Wrong(start, 'this text is never closed on its line: it needs a " at its end');
      if (this.text[this.at] === "\\") this.escape();
      else if (this.text[this.at]! < " ") throw new Wrong(this.at, "a tab is written \\t here");
    }
    this.at += 1;
  }

  private escape(): void {
    const known = /^\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(this.text.slice(this.at, this.at + 6));
    if (!known) throw new Wrong(this.at, "a backslash is written \\\\ here");
    this.at += known[0].length - 1;
  }

  private bare(): void {
    const word = this.word();
    NUMBER.lastIndex = this.at;
    if (["true", "false", "null"].includes(word) || (word !== "" && NUMBER.exec(this.text)?.[0] === word)) {
      this.at += word.length;
      return;
    }
    if (word === "" || word.startsWith("'")) throw new Wrong(this.at, word === "" ? "a value is missing here" : 'a text stands in double quotes: "…"');
    throw new Wrong(this.at, `${word} is no value: a text stands in double quotes, as in "${word}"`);
  }

  /** What the author may have meant as one word. */
  private word(): string {
    const quoted = /'[^'\n]*'?/y;
    for (const form of [quoted, WORD]) {
      form.lastIndex = this.at;
      const found = form.exec(this.text)?.[0];
      if (found) return found;
    }
    return "";
  }
}
