// An editor for one file of a template.
import { lazy, Suspense } from "react";
import type { LibraryFunction } from "../api/wire";
import "../styles/editor.css";

/** Something to be shown at a line of the file. */
export interface Mark {
  /** From 1. */
  line: number;
  /** In characters, from 1. */
  column?: number;
  severity: "error" | "warning";
  message: string;
}

export interface SourceEditorProps {
  /** The file's name, which says what language it is in: `template.jsonnet`, `example.json`, `workflow.toml`. */
  file: string;
  value: string;
  onChange?: (value: string) => void;
  marks?: readonly Mark[];
  /** What is offered after `slack.`. */
  library?: readonly LibraryFunction[];
  /** The example; its keys are offered after `data.`. */
  data?: unknown;
  /** Where to go; a new object goes there again. */
  jump?: { line: number; column?: number };
  readOnly?: boolean;
}

/** Where the editor can't be loaded, the text can be changed all the same. */
const Editor = lazy(() => import("./Editor").catch(() => ({ default: Bare })));

/** It fills its parent. */
export function SourceEditor(props: SourceEditorProps) {
  return (
    <Suspense fallback={<Plain {...props} />}>
      <Editor {...props} />
    </Suspense>
  );
}

/** The text as it is, until the editor is there. */
function Plain({ file, value }: SourceEditorProps) {
  return (
    <pre className="source-editor source-waiting" role="group" aria-label={file} aria-busy="true" tabIndex={0}>
      {value}
    </pre>
  );
}

function Bare({ file, value, readOnly, onChange }: SourceEditorProps) {
  return (
    <textarea
      className="source-editor source-bare"
      aria-label={file}
      spellCheck={false}
      value={value}
      readOnly={readOnly}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}
