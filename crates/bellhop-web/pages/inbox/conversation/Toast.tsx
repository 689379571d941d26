// What Slack would have sent to the app when a button or menu was used. Nothing is sent here.
import { useEffect } from "react";
import type { Interaction } from "../../shared/blockkit/interaction";

/** Long enough to read two lines. */
const SHOWN_MS = 6_000;

export function Toast({ interaction, onDone }: { interaction: Interaction; onDone: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onDone, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [interaction, onDone]);
  const { type, label, actionId, value } = interaction;
  return (
    <div className="toast" role="status">
      <p>
        <strong>{label}</strong> was chosen. Slack would now send a <code>block_actions</code> payload; the simulator sends nothing.
      </p>
      <p className="toast-facts">
        <code>{type}</code>
        {actionId && <code>action_id: {actionId}</code>}
        {value && <code>value: {value}</code>}
      </p>
    </div>
  );
}
