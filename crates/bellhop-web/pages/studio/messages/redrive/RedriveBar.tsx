// Sending many of those given up again; and what became of it, which stays until the next time.
import { useRef } from "react";
import { useRedrive } from "../state/queries";
import { countOf, redrivenWords } from "../state/words";
import { RedriveDialog } from "./RedriveDialog";

interface RedriveBarProps {
  ids: string[];
  onDone: () => void;
}

export function RedriveBar({ ids, onDone }: RedriveBarProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const redrive = useRedrive();
  const again = () => redrive.mutate({ ids }, { onSuccess: onDone });
  return (
    <div className="redrive-bar">
      <p className="hint">{ids.length === 0 ? "Choose messages to send them again, once what they failed for is mended." : `${countOf(ids.length, "message")} chosen`}</p>
      <div className="redrive-buttons">
        <button type="button" className="button button-small" disabled={ids.length === 0 || redrive.isPending} onClick={again}>
          {redrive.isPending ? "Sending…" : "Redrive"}
        </button>
        <button type="button" className="button button-small" disabled={ids.length === 0 || redrive.isPending} onClick={() => dialog.current?.showModal()}>
          Redrive elsewhere…
        </button>
      </div>
      <RedriveSaid redrive={redrive} />
      <RedriveDialog dialog={dialog} ids={ids} redrive={redrive} onDone={onDone} />
    </div>
  );
}

/** What became of it, read aloud. */
export function RedriveSaid({ redrive }: { redrive: ReturnType<typeof useRedrive> }) {
  const { data, error } = redrive;
  const tone = error || (data && data.redriven + data.delivered === 0) ? "bad" : data && data.failed.length > 0 ? "wait" : "good";
  return (
    <div role="status" className="redrive-said">
      {(data || error) && <p className={`notice notice-${tone}`}>{error ? `Not redriven: ${error.message}` : data && redrivenWords(data)}</p>}
    </div>
  );
}
