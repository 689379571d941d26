// People, channels and groups by their names. An unknown id is shown as it is: better a bare
// id than a wrong name.
import type { ReactNode } from "react";
import { useNames } from "../names";

interface MentionProps {
  id: string;
  label?: string | undefined;
}

export function UserMention({ id, label }: MentionProps) {
  const user = useNames().user(id);
  return <Mention href={user?.href}>@{user?.name ?? label ?? id}</Mention>;
}

export function ChannelMention({ id, label }: MentionProps) {
  const channel = useNames().channel(id);
  const sign = channel?.direct ? "" : "#";
  return <Mention href={channel?.href}>{`${sign}${channel?.name ?? label ?? id}`}</Mention>;
}

export function GroupMention({ id, label }: MentionProps) {
  return <Mention>@{(label ?? id).replace(/^@/, "")}</Mention>;
}

/** @here, @channel and @everyone ring for many people, so Slack marks them in yellow. */
export function Broadcast({ range }: { range: string }) {
  return <span className="mention mention-loud">@{range}</span>;
}

function Mention({ href, children }: { href?: string | undefined; children: ReactNode }) {
  if (!href) return <span className="mention">{children}</span>;
  return (
    <a className="mention" href={href}>
      {children}
    </a>
  );
}
