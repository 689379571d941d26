// A new file: another example, or a piece that the template imports.
import { useId, useState, type Dispatch, type FormEvent } from "react";
import type { Files } from "../../api/wire";
import { Dialog } from "../../shell/Dialog";
import { Segments } from "../../shell/Segments";
import type { Action } from "../bench";
import { EXAMPLE_FILE, examplePath, pathProblem } from "../files";

interface AddFileProps {
  files: Files;
  /** The data to be kept as an example; without it, a file of any kind is made. */
  text?: string;
  dispatch: Dispatch<Action>;
  onClose: () => void;
}

const KINDS = [
  { value: "example", label: "An example" },
  { value: "piece", label: "A piece to import" },
] as const;

type Kind = (typeof KINDS)[number]["value"];

export function AddFile({ files, text, dispatch, onClose }: AddFileProps) {
  const [kind, setKind] = useState<Kind>("example");
  const [name, setName] = useState("");
  const [wasLeft, setWasLeft] = useState(false);
  const field = useId();
  const path = kind === "example" ? examplePath(name) : name.trim();
  const problem = pathProblem(path, files);
  const shown = name === "" && !wasLeft ? undefined : problem;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasLeft(true);
    if (problem) return;
    const content = kind === "piece" ? "{\n}\n" : (text ?? files[EXAMPLE_FILE] ?? "{}\n");
    dispatch({ type: "added", file: path, text: content });
    if (kind === "example") dispatch({ type: "chose", choice: { kind: "file", name: path } });
    onClose();
  };
  return (
    <Dialog title={text === undefined ? "Add a file" : "Save as example"} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {text === undefined && <Segments label="What it is" options={KINDS} chosen={kind} onChoose={setKind} />}
        <div className="field">
          <label htmlFor={field}>Name</label>
          <input id={field} value={name} onChange={(event) => setName(event.target.value)} placeholder={kind === "example" ? "no-first-name" : "footer.libsonnet"} aria-describedby={`${field}-note`} aria-invalid={shown !== undefined} autoComplete="off" spellCheck={false} data-first />
          <p className={shown ? "hint bad" : "hint"} id={`${field}-note`} role="status">
            {shown ?? (kind === "example" ? `Other data to try the template with. Every example must make a good message before a draft can be committed.${name ? ` It is kept as ${path}.` : ""}` : "The template then says: local footer = import 'footer.libsonnet';")}
          </p>
        </div>
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-main">
            Add
          </button>
        </div>
      </form>
    </Dialog>
  );
}
