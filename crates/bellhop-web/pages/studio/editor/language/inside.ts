// What a line of Jsonnet may be inside of when it begins: a comment, a string, or a text block.
import type { StringStream } from "@codemirror/language";
import type { Place } from "./jsonnet";

/** Reads on inside of something, and leaves it where it ends. */
export type Inside = (stream: StringStream, place: Place) => string | null;

export const comment: Inside = (stream, place) => {
  if (stream.skipTo("*/")) {
    stream.match("*/");
    place.inside = undefined;
  } else {
    stream.skipToEnd();
  }
  return "blockComment";
};

/** Strings reach over lines. In a verbatim one a doubled quote is a quote, and nothing else is special. */
export function quoted(quote: string, verbatim: boolean, field: boolean): Inside {
  const style = field ? "propertyName.definition" : "string";
  const inside: Inside = (stream, place) => {
    const escape = verbatim ? doubled(quote) : /^\\(?:u[\da-fA-F]{4}|.)/;
    if (stream.match(escape)) {
      return "escape";
    }
    while (!stream.eol()) {
      if (stream.match(escape, false)) {
        return style;
      }
      if (stream.next() === quote) {
        place.inside = undefined;
        return style;
      }
    }
    return style;
  };
  return inside;
}

/** A text block goes on for as long as its lines are indented as its first one is. */
export function blockText(indentation: string | undefined): Inside {
  return (stream, place) => {
    const line = stream.string;
    if (stream.sol() && line.trim() !== "") {
      const own = /^\s*/.exec(line)?.[0] ?? "";
      if (indentation === undefined && own !== "") {
        place.inside = blockText(own);
      } else if (indentation === undefined || !line.startsWith(indentation)) {
        place.inside = undefined;
        stream.eatSpace();
        // What closes it; anything else is code again, and the program says that it is wrong.
        return stream.match("|||") ? "string" : null;
      }
    }
    stream.skipToEnd();
    return "string";
  };
}

function doubled(quote: string): RegExp {
  return quote === "'" ? /^''/ : /^""/;
}
