// Sending one message that was given up again. What became of it is said for as long as the page is open.
import { useRef } from "react";
import { RedriveSaid } from "../redrive/RedriveSaid";
import { RedriveDialog } from "../redrive/RedriveDialog";
import { useRedrive } from "../state/queries";

export function RedriveOne({ id, able }: { id: string; able: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const redrive = useRedrive();
  return (
    <div className="redrive-one">
      {able && (
        <div className="redrive-buttons">
          <button type="button" className="button button-main" disabled={redrive.isPending} onClick={() => redrive.mutate({ ids: [id] })}>
            {redrive.isPending ? "Sending…" : "Redrive"}
          </button>
          <button type="button" className="button" disabled={redrive.isPending} onClick={() => dialog.current?.showModal()}>
            Redrive elsewhere…
          </button>
        </div>
      )}
      <RedriveSaid redrive={redrive} />
      <RedriveDialog dialog={dialog} ids={[id]} redrive={redrive} />
    </div>
  );
}
