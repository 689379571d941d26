// One section of the sidebar. A workspace under load test may have thousands of direct messages,
// so a long section shows its beginning, and whatever is unread or open.
import { useId, useState } from "react";
import { ConversationLink } from "./ConversationLink";
import type { Conversation } from "../state/conversations";

/** More than this many are shown on request only. */
const SHOWN = 80;

interface ConversationListProps {
  title: string;
  list: Conversation[];
  counts: Record<string, number>;
  open: string | undefined;
}

export function ConversationList({ title, list, counts, open }: ConversationListProps) {
  const [all, setAll] = useState(false);
  const heading = useId();
  if (list.length === 0) return null;
  const shown = all ? list : list.slice(0, SHOWN);
  const hidden = list.length - shown.length;
  const hiddenUnread = list.slice(shown.length).filter(({ channel }) => counts[channel.id]).length;
  const opened = list.slice(shown.length).filter(({ channel }) => channel.id === open);
  return (
    <nav className="section" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <ul>
        {[...shown, ...opened].map((one) => (
          <li key={one.channel.id}>
            <ConversationLink conversation={one} unread={counts[one.channel.id] ?? 0} open={one.channel.id === open} />
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" className="section-more" onClick={() => setAll(true)}>
          Show {hidden.toLocaleString()} more{hiddenUnread > 0 && `, ${hiddenUnread.toLocaleString()} unread`}
        </button>
      )}
    </nav>
  );
}
