// Sending what was given up to another place: asked in a dialog, because it is not what its caller said.
import { useId, useState, type FormEvent, type RefObject, type ToggleEvent } from "react";
import { useConnections } from "../../api/queries";
import type { useRedrive } from "../state/queries";
import { countOf } from "../state/words";

interface RedriveDialogProps {
  dialog: RefObject<HTMLDialogElement | null>;
  ids: string[];
  redrive: ReturnType<typeof useRedrive>;
  onDone?: () => void;
}

export function RedriveDialog({ dialog, ids, redrive, onDone }: RedriveDialogProps) {
  const [opened, setOpened] = useState(false);
  const [place, setPlace] = useState("");
  const [connection, setConnection] = useState("");
  const heading = useId();
  const note = useId();
  const connections = useConnections(opened);
  const tokens = connections.data?.results.filter(({ kind, state }) => kind === "token" && state === "active") ?? [];
  const toggled = (event: ToggleEvent) => {
    setOpened(event.newState === "open");
    // What went wrong before says nothing of what is asked for now.
    if (event.newState === "open" && redrive.isError) redrive.reset();
  };
  const close = () => dialog.current?.close();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const elsewhere = { to: place.trim(), ...(connection !== "" && { connection }) };
    redrive.mutate({ ids, elsewhere }, {
      onSuccess: () => {
        close();
        onDone?.();
      },
    });
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={heading} onToggle={toggled}>
      <h2 id={heading}>Redrive {countOf(ids.length, "message")} elsewhere</h2>
      <form onSubmit={submit}>
        <label>
          Channel, user or e-mail
          <input value={place} onChange={(event) => setPlace(event.target.value)} placeholder="C0123456789" aria-describedby={note} aria-invalid={redrive.isError} required spellCheck={false} autoComplete="off" />
        </label>
        <p className="hint" id={note}>
          {redrive.isError && opened ? (
            <span className="bad" role="alert">
              {redrive.error.message}
            </span>
          ) : (
            "The recipient's own address stays as it is."
          )}
        </p>
        <label>
          Connection
          <select value={connection} onChange={(event) => setConnection(event.target.value)}>
            <option value="">That of each message</option>
            {tokens.map(({ id }) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={redrive.isPending || place.trim() === ""}>
            {redrive.isPending ? "Sending…" : "Redrive"}
          </button>
        </div>
      </form>
    </dialog>
  );
}
