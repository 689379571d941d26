// The left side: the workspace, its channels and its direct messages.
import { Bones } from "./Bones";
import { ConversationList } from "./ConversationList";
import type { Sections } from "../state/conversations";
import type { InboxState } from "../state/reducer";
import type { Team } from "../state/wire";

interface SidebarProps {
  team: Team | undefined;
  listed: Sections | null;
  counts: Record<string, number>;
  open: string | undefined;
  phase: InboxState["phase"];
}

export function Sidebar({ team, listed, counts, open, phase }: SidebarProps) {
  return (
    <aside className="sidebar" aria-label="Workspace" onKeyDown={moveBetweenLinks}>
      <div className="workspace">
        {team && (
          <span className="workspace-tile" aria-hidden="true">
            {team.name.charAt(0).toUpperCase()}
          </span>
        )}
        <div>
          <strong>{team?.name ?? (phase === "lost" ? "Not connected" : "Loading…")}</strong>
          {team && <small>{team.domain}.slack.com, simulated</small>}
        </div>
      </div>
      {listed ? (
        <div className="sidebar-lists">
          <ConversationList title="Channels" list={listed.channels} counts={counts} open={open} />
          <ConversationList title="Direct messages" list={listed.direct} counts={counts} open={open} />
        </div>
      ) : (
        phase === "loading" && <Bones />
      )}
    </aside>
  );
}

/** Arrow keys walk through the conversations, Home and End go to the ends; Enter opens, as on any link. */
function moveBetweenLinks(event: React.KeyboardEvent<HTMLElement>) {
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>("a.conversation")];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (at < 0) return;
  const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  links[Math.max(0, Math.min(links.length - 1, target))]?.focus();
}
