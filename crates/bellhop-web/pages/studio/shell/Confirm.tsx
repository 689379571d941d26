// Asked before something that can't be taken back with one step.
import { Dialog } from "./Dialog";

interface ConfirmProps {
  title: string;
  text: string;
  /** What the button does: "Discard the draft". */
  action: string;
  isDangerous?: boolean;
  isPending?: boolean;
  error?: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ title, text, action, isDangerous = false, isPending = false, error, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      {error && (
        <p className="notice notice-bad" role="alert">
          {error.message}
        </p>
      )}
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose} data-first>
          Cancel
        </button>
        <button type="button" className={isDangerous ? "button button-danger" : "button button-main"} disabled={isPending} onClick={onConfirm}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
