// Going from problem to problem by keyboard: each is shown beside its place, and read out.
import { forEachDiagnostic, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { type Command, EditorView, type KeyBinding } from "@codemirror/view";

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

export const markKeymap: readonly KeyBinding[] = [
  { key: "F8", run: andReadOut(nextDiagnostic), shift: andReadOut(previousDiagnostic) },
];
