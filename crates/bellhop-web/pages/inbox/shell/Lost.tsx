// The simulator does not answer. With something to show it is a strip above it, else the page.
import { PlugIcon } from "../../shared/ui/icons";

export function Lost({ compact = false }: { compact?: boolean }) {
  if (compact) {
    return (
      <div className="lost-strip" role="alert">
        <PlugIcon />
        <span>
          <strong>The simulator has stopped answering.</strong> What you see may be out of date. Reconnecting…
        </span>
      </div>
    );
  }
  return (
    <div className="state" role="alert">
      <span className="state-mark state-mark-lost">
        <PlugIcon />
      </span>
      <h2>Reconnecting to the simulator…</h2>
      <p>It is not answering at {location.host}. It may be starting up, or it has been stopped.</p>
      <p>This page keeps trying and recovers by itself.</p>
    </div>
  );
}
