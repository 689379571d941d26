// A dialog over the page. The browser keeps the keyboard inside it, and gives the focus back after it.
// The focus begins at what is marked with data-first.
import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { CloseIcon } from "../../shared/ui/icons";

interface DialogProps {
  title: string;
  onClose: () => void;
  /** As wide as the window allows: for what is compared or read at length. */
  wide?: boolean;
  children: ReactNode;
}

export function Dialog({ title, onClose, wide = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the browser paints, and before the dialog is gone: later the focus would have nowhere to go.
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = focused();
    if (dialog && before) openers.set(dialog, before);
    dialog?.showModal();
    // What is asked for goes before the way out, which stands first.
    dialog?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      dialog?.close();
      giveBack(before);
    };
  }, []);
  return (
    <dialog
      ref={element}
      className={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        // React tells also the dialog around the one that is left.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      // What is pressed beside the dialog is its backdrop, which counts as the dialog itself.
      onMouseDown={(event) => event.target === event.currentTarget && isBeside(event.currentTarget, event) && onClose()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="icon-button" onClick={onClose} aria-label="Close">
          <CloseIcon />
        </button>
      </div>
      {children}
    </dialog>
  );
}

/** What had the focus before each dialog. */
const openers = new WeakMap<Element, HTMLElement>();

/** What stands in a dialog that is closed with this one can't have the focus: what opened that one can. */
function giveBack(before: HTMLElement | undefined): void {
  before?.focus({ preventScroll: true });
  const around = before?.closest("dialog");
  if (around && !around.open) giveBack(openers.get(around));
}

/** What has the focus, also inside a component that keeps its elements to itself. */
function focused(): HTMLElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLElement ? active : undefined;
}

function isBeside(dialog: HTMLDialogElement, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
