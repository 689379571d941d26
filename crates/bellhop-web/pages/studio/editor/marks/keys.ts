// Going from problem to problem by keyboard: each is shown beside its place, and read out.
import { forEachDiagnostic, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { closeHoverTooltips, type Command, EditorView, hasHoverTooltips, keymap } from "@codemirror/view";

function andReadOut(go: Command): Command {
  return (view) => {
    const moved = go(view);
    const said = messagesAt(view);
    if (said !== "") {
      view.dispatch({ effects: EditorView.announce.of(said) });
    }
    return moved || said !== "";
  };
}

/** What is wrong where the cursor is. */
function messagesAt(view: EditorView): string {
  const { from, to } = view.state.selection.main;
  const messages: string[] = [];
  forEachDiagnostic(view.state, (diagnostic, start, end) => {
    if (start === from && end === to) {
      messages.push(`${diagnostic.severity}, line ${view.state.doc.lineAt(start).number}: ${diagnostic.message}`);
    }
  });
  return messages.join(". ");
}

/** What is shown goes away with Escape, and with whoever leaves. */
const hide: Command = (view) => {
  if (!hasHoverTooltips(view.state)) {
    return false;
  }
  view.dispatch({ effects: closeHoverTooltips });
  return true;
};

export const markKeys: Extension = [
  keymap.of([
    { key: "F8", run: andReadOut(nextDiagnostic), shift: andReadOut(previousDiagnostic) },
    { key: "Escape", run: hide },
  ]),
  EditorView.domEventHandlers({
    blur: (_, view) => {
      hide(view);
    },
  }),
];
