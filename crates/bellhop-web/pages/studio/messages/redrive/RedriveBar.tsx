// Sending many of those given up again.
import { useRef } from "react";
import type { useRedrive } from "../state/queries";
import { countOf } from "../state/words";
import { RedriveDialog } from "./RedriveDialog";

interface RedriveBarProps {
  ids: string[];
  redrive: ReturnType<typeof useRedrive>;
  onDone: () => void;
}

export function RedriveBar({ ids, redrive, onDone }: RedriveBarProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const idle = ids.length === 0 || redrive.isPending;
  return (
    <div className="redrive-bar">
      <p className="hint">{ids.length === 0 ? "Choose messages to send them again, once what they failed for is mended." : `${countOf(ids.length, "message")} chosen`}</p>
      <div className="redrive-buttons">
        <button type="button" className="button button-small" disabled={idle} onClick={() => redrive.mutate({ ids }, { onSuccess: onDone })}>
          {redrive.isPending ? "Sending…" : "Redrive"}
        </button>
        <button type="button" className="button button-small" disabled={idle} onClick={() => dialog.current?.showModal()}>
          Redrive elsewhere…
        </button>
      </div>
      <RedriveDialog dialog={dialog} ids={ids} redrive={redrive} onDone={onDone} />
    </div>
  );
}
