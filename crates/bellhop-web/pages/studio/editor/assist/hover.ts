// What a function of the library does, under the pointer.
import { Prec } from "@codemirror/state";
import { activateHover, EditorView, hoverTooltip, keymap, type Tooltip } from "@codemirror/view";
import type { LibraryFunction } from "../../api/wire";
import { knowledge } from "./complete";
import { explain } from "./explain";
import { libraryNames } from "./names";
import { partsOf } from "./options";
import { STANDARD } from "./standard";

interface Found {
  from: number;
  to: number;
  signature: string;
  purpose: string;
  example: string | undefined;
}

/** The function that a column of a line names, as in `slack.header`. */
export function functionAt(line: string, column: number, text: string, library: readonly LibraryFunction[]): Found | undefined {
  for (const match of line.matchAll(/([A-Za-z_]\w*)\.([A-Za-z_]\w*)/g)) {
    const from = match.index;
    const to = from + match[0].length;
    if (column < from || column > to) {
      continue;
    }
    const [, owner, name] = match as unknown as [string, string, string];
    if (owner === "std") {
      const known = STANDARD.find(({ signature }) => partsOf(signature).name === name);
      return known && { from, to, signature: `std.${known.signature}`, purpose: known.purpose, example: undefined };
    }
    const helper = libraryNames(text).has(owner) ? library.find((one) => one.name === name) : undefined;
    return helper && { from, to, signature: `slack.${helper.signature}`, purpose: helper.purpose, example: helper.example };
  }
  return undefined;
}

function explainAt(view: EditorView, at: number): Tooltip | null {
  const line = view.state.doc.lineAt(at);
  const { library } = view.state.facet(knowledge);
  const found = functionAt(line.text, at - line.from, view.state.doc.toString(), library);
  if (found === undefined) {
    return null;
  }
  return {
    pos: line.from + found.from,
    end: line.from + found.to,
    above: true,
    create: () => ({ dom: explain(found.signature, found.purpose, found.example) }),
  };
}

export const explainHovered = hoverTooltip(explainAt, { hoverTime: 350 });

/** The same for the keyboard: shown where the cursor is, and read out. */
export const explainAtCursor = Prec.high(keymap.of([
  {
    key: "Mod-i",
    preventDefault: true,
    run: (view) => {
      const at = view.state.selection.main.head;
      const line = view.state.doc.lineAt(at);
      const { library } = view.state.facet(knowledge);
      const found = functionAt(line.text, at - line.from, view.state.doc.toString(), library);
      if (found === undefined) {
        return false;
      }
      activateHover(view, at, 1, { tooltip: explainHovered, until: (change) => change.docChanged || change.selection !== undefined });
      view.dispatch({ effects: EditorView.announce.of(`${found.signature}. ${found.purpose}`) });
      return true;
    },
  },
]));
