// An editor for one file of a template.
import type { LibraryFunction } from "../api/wire";

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
  /** Where to go; a new object goes there again. */
  jump?: { line: number; column?: number };
  readOnly?: boolean;
}

export function SourceEditor({ file, value, onChange, readOnly }: SourceEditorProps) {
  return <textarea aria-label={file} value={value} readOnly={readOnly} onChange={(event) => onChange?.(event.target.value)} spellCheck={false} />;
}
