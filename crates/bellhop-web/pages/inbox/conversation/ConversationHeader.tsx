// The head of the open conversation.
import { BackIcon, HashIcon, LockIcon } from "../../shared/ui/icons";
import { Initial } from "./Avatar";
import type { Conversation } from "../state/conversations";

const KINDS = { public: "Channel", private: "Private channel", im: "Direct message", mpim: "Group message" };

export function ConversationHeader({ conversation }: { conversation: Conversation }) {
  const { channel, name, people, direct } = conversation;
  return (
    <header className="conversation-header">
      <a className="back" href="#/" aria-label="Back to all conversations">
        <BackIcon />
      </a>
      <span className="conversation-mark" aria-hidden="true">
        {channel.kind === "public" && <HashIcon />}
        {channel.kind === "private" && <LockIcon />}
        {direct && <Initial id={channel.user ?? channel.id} name={name} />}
      </span>
      <h2>{name}</h2>
      {channel.is_archived && <span className="tag">archived</span>}
      <p className="conversation-facts">
        <span>{KINDS[channel.kind]}</span>
        {!direct && people > 0 && <span>{people === 1 ? "1 member" : `${people} members`}</span>}
        <code title="The id to post to">{channel.id}</code>
      </p>
    </header>
  );
}
