// The bar above everything: what this page is, whether it is live, and the two switches.
import { Bell } from "../../shared/ui/Bell";
import { ThemeToggle } from "../../shared/ui/ThemeToggle";
import { WireIcon } from "../../shared/ui/icons";
import type { InboxState } from "../state/reducer";

const WORDS = { loading: "Connecting", live: "Live", lost: "Reconnecting" };

interface TopBarProps {
  phase: InboxState["phase"];
  wireOpen: boolean;
  onWire: () => void;
}

export function TopBar({ phase, wireOpen, onWire }: TopBarProps) {
  return (
    <header className="topbar">
      <div className="brand">
        <Bell />
        <h1>
          Bellhop <span>simulator</span>
        </h1>
      </div>
      <p className="topbar-note">A pretend Slack workspace: messages end here, nobody is pinged.</p>
      <div className="topbar-tools">
        <span className="connection" data-phase={phase} role="status">
          <span className="connection-dot" aria-hidden="true" />
          {WORDS[phase]}
        </span>
        <button type="button" className="bar-button bar-button-wide" aria-pressed={wireOpen} onClick={onWire} title="The calls that reached the simulator">
          <WireIcon />
          Wire
        </button>
        <ThemeToggle />
      </div>
    </header>
  );
}
