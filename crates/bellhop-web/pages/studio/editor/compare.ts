// Two texts beside each other, or one in the other, to be read alone.
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { extensionOf, languageOf } from "./language/languages";
import { roomIn } from "./room";
import { reading } from "./setup";
import { compared } from "./themeOfDiff";

export interface Comparison {
  file: string;
  before: string;
  after: string;
  beside: boolean;
  /** Whether what is the same is shown, too. */
  whole: boolean;
}

/** Shows the comparison in `host`; what it gives back takes it away again. */
export function compareIn(host: HTMLElement, comparison: Comparison): () => void {
  const { file, before, after, beside, whole } = comparison;
  const room = roomIn(host);
  // In a new file everything is new: marks under each letter say no more.
  const marks = before === "" || after === "" ? { highlightChanges: false } : {};
  const collapse = whole ? {} : { collapseUnchanged: { margin: 3, minSize: 4 } };
  const shown = (name: string): Extension => [
    reading,
    compared,
    extensionOf(languageOf(file)),
    EditorState.readOnly.of(true),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": name, "aria-readonly": "true", tabindex: "0" }),
  ];
  if (beside) {
    const view = new MergeView({
      a: { doc: before, extensions: shown(`${file}, before`) },
      b: { doc: after, extensions: shown(`${file}, after`) },
      parent: room,
      root: room,
      gutter: true,
      ...marks,
      ...collapse,
    });
    return () => view.destroy();
  }
  const one = unifiedMergeView({ original: before, mergeControls: false, gutter: true, ...marks, ...collapse });
  const view = new EditorView({
    state: EditorState.create({ doc: after, extensions: [shown(`${file}, what was removed and added`), one] }),
    parent: room,
    root: room,
  });
  return () => view.destroy();
}
