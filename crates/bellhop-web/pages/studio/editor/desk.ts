// One editor on the page: what its properties say is brought into it, and what is typed is told. Each
// file keeps its own history, selection and folds while others are looked at.
import { setDiagnostics } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { knowledge } from "./assist/complete";
import { languageOf } from "./language/languages";
import { diagnosticsOf, placeOf } from "./marks/diagnostics";
import { minimalChange, normalised } from "./minimalChange";
import { describeIn, roomIn } from "./room";
import { KEYS_TOLD, setupOf } from "./setup";
import type { SourceEditorProps } from "./SourceEditor";

/** A change that came from outside, and is not told. */
const fromOutside = Annotation.define<true>();
const DESCRIPTION = "keys";
/** Where somebody was sent already: an editor that is opened anew does not go there again. */
const gone = new WeakSet<object>();

export class Desk {
  readonly #view: EditorView;
  readonly #states = new Map<string, EditorState>();
  readonly #access = new Compartment();
  readonly #known = new Compartment();
  #shown: SourceEditorProps;
  /** What was told, and has not come back as the value yet. */
  #told: string[] = [];

  constructor(host: HTMLElement, first: SourceEditorProps) {
    this.#shown = first;
    const room = roomIn(host);
    describeIn(room, DESCRIPTION, KEYS_TOLD);
    this.#view = new EditorView({ state: this.#stateOf(first), parent: room, root: room });
    this.#mark(first);
    this.#go(first);
  }

  show(next: SourceEditorProps): void {
    const last = this.#shown;
    this.#shown = next;
    const other = next.file !== last.file;
    if (other) {
      this.#states.set(last.file, this.#view.state);
      this.#view.setState(this.#states.get(next.file) ?? this.#stateOf(next));
      this.#told = [];
    }
    if (other || next.readOnly !== last.readOnly) {
      this.#view.dispatch({ effects: this.#access.reconfigure(access(next)) });
    }
    if (other || next.library !== last.library || next.data !== last.data) {
      this.#view.dispatch({ effects: this.#known.reconfigure(known(next)) });
    }
    const changed = (other || next.value !== last.value) && this.#take(next.value);
    if (other || changed || next.marks !== last.marks) {
      this.#mark(next);
    }
    if (next.jump !== last.jump) {
      this.#go(next);
    }
  }

  close(): void {
    this.#view.destroy();
  }

  #stateOf(props: SourceEditorProps): EditorState {
    return EditorState.create({
      doc: normalised(props.value),
      extensions: [
        this.#access.of(access(props)),
        this.#known.of(known(props)),
        setupOf(languageOf(props.file)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside))) {
            this.#tell(update.state.doc.toString());
          }
        }),
      ],
    });
  }

  #tell(value: string): void {
    this.#told.push(value);
    this.#shown.onChange?.(value);
  }

  /** Takes a value that came from outside, unless it is what was typed here, on its way back. */
  #take(given: string): boolean {
    const value = normalised(given);
    const change = minimalChange(this.#view.state.doc.toString(), value);
    if (change === undefined) {
      this.#told = [];
      return false;
    }
    const echo = this.#told.indexOf(value);
    if (echo >= 0) {
      this.#told.splice(0, echo + 1);
      return false;
    }
    this.#told = [];
    this.#view.dispatch({ changes: change, annotations: fromOutside.of(true) });
    return true;
  }

  #mark({ marks = [] }: SourceEditorProps): void {
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnosticsOf(this.#view.state.doc, marks)));
  }

  #go({ jump }: SourceEditorProps): void {
    if (jump === undefined || gone.has(jump)) {
      return;
    }
    // Not before the page has settled: while it is developed, React opens everything twice.
    queueMicrotask(() => gone.add(jump));
    const { from, to } = placeOf(this.#view.state.doc, jump);
    this.#view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center", x: "nearest" }) });
    this.#view.focus();
  }
}

function access({ file, readOnly = false }: SourceEditorProps): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      "aria-label": file,
      "aria-describedby": DESCRIPTION,
      tabindex: "0",
      ...(readOnly ? { "aria-readonly": "true" } : {}),
    }),
  ];
}

function known({ library = [], data }: SourceEditorProps): Extension {
  return knowledge.of({ library, data });
}
