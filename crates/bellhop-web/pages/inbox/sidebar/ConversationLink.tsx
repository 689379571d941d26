// One conversation in the sidebar: bold with a count while something in it is unread.
import { HashIcon, LockIcon } from "../../shared/ui/icons";
import type { Conversation } from "../state/conversations";
import { hrefOf } from "../state/useRoute";
import { Initial } from "../conversation/Avatar";

interface ConversationLinkProps {
  conversation: Conversation;
  unread: number;
  open: boolean;
}

export function ConversationLink({ conversation, unread, open }: ConversationLinkProps) {
  const { channel, name } = conversation;
  return (
    <a
      className="conversation"
      href={hrefOf(channel.id)}
      aria-current={open ? "page" : undefined}
      data-unread={unread > 0}
      data-archived={channel.is_archived}
    >
      <Mark conversation={conversation} />
      <span className="conversation-name" title={name}>{name}</span>
      {channel.is_archived && <span className="conversation-note">archived</span>}
      {unread > 0 && (
        <span className="badge">
          {unread > 99 ? "99+" : unread}
          <span className="unseen"> unread</span>
        </span>
      )}
    </a>
  );
}

function Mark({ conversation: { channel, name, present, people } }: { conversation: Conversation }) {
  switch (channel.kind) {
    case "public":
      return <HashIcon />;
    case "private":
      return <LockIcon />;
    case "im":
      return (
        <span className="conversation-face">
          <Initial id={channel.user ?? channel.id} name={name} />
          <span className="presence" data-present={present} title={present ? "Active" : "Away"} />
        </span>
      );
    case "mpim":
      return (
        <span className="conversation-face">
          <span className="people-count">{people}</span>
        </span>
      );
  }
}
