// Completion of Jsonnet: the library after `slack.`, the standard library after `std.`, the example's
// keys after `data.`, and otherwise the names of the file and the words of the language.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { Facet } from "@codemirror/state";
import type { LibraryFunction } from "../../api/wire";
import { libraryNames, valueAt, valuesByName } from "./names";
import { keyOptions, libraryOptions, standardOptions, wordOptions } from "./options";

/** What an editor knows beside its text. */
export interface Knowledge {
  library: readonly LibraryFunction[];
  data: unknown;
}

export const knowledge = Facet.define<Knowledge, Knowledge>({
  combine: (all) => all.at(-1) ?? { library: [], data: undefined },
});

const NAME = /^\w*$/;
/** A value and its field: `data.order.items[0].` and what is typed of the name. */
const FIELD = /([A-Za-z_][\w$]*(?:\.[A-Za-z_]\w*|\[(?:\d+|'[^']*'|"[^"]*")\])*)\.(\w*)$/;

export function completeJsonnet(context: CompletionContext): CompletionResult | null {
  if (isProse(context)) {
    return null;
  }
  const text = context.state.doc.toString();
  const line = context.state.doc.lineAt(context.pos);
  const field = FIELD.exec(line.text.slice(0, context.pos - line.from));
  if (field) {
    const [, owner, typed] = field as unknown as [string, string, string];
    return offer(context.pos - typed.length, fieldsOf(owner, text, context.state.facet(knowledge)));
  }
  const word = context.matchBefore(/[A-Za-z_]\w*$/);
  if (word === null ? !context.explicit : isAfterDot(context, word.from)) {
    return null;
  }
  return offer(word?.from ?? context.pos, wordOptions(text));
}

/** What can follow `owner.` */
export function fieldsOf(owner: string, text: string, known: Knowledge): Completion[] {
  if (owner === "std") {
    return standardOptions();
  }
  if (libraryNames(text).has(owner)) {
    return libraryOptions(known.library);
  }
  return keyOptions(valueAt(owner, valuesByName(text, known.data)));
}

function offer(from: number, options: Completion[]): CompletionResult | null {
  return options.length === 0 ? null : { from, options, validFor: NAME };
}

function isAfterDot(context: CompletionContext, from: number): boolean {
  return context.state.sliceDoc(from - 1, from) === ".";
}

/** Whether the cursor is in a string or a comment, where nothing is to be completed. */
function isProse(context: CompletionContext): boolean {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  return /comment|string|escape/i.test(node.name) && node.to >= context.pos && !endsString(context, node.to);
}

/** Just behind the closing quote one is out of the string again. */
function endsString(context: CompletionContext, to: number): boolean {
  return to === context.pos && /['"]/.test(context.state.sliceDoc(to - 1, to));
}
