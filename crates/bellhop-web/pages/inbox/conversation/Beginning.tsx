// What stands above the first message, as in Slack; and, while there is none, how to send one.
import { HashIcon, LockIcon } from "../../shared/ui/icons";
import { Initial } from "./Avatar";
import type { Conversation } from "../state/conversations";

export function Beginning({ conversation, empty }: { conversation: Conversation; empty: boolean }) {
  const { channel, name, title, direct } = conversation;
  return (
    <div className="beginning">
      <span className="beginning-mark" aria-hidden="true">
        {channel.kind === "public" && <HashIcon />}
        {channel.kind === "private" && <LockIcon />}
        {direct && <Initial id={channel.user ?? channel.id} name={name} />}
      </span>
      <p className="beginning-title">{title}</p>
      <p>{direct ? `This is the very beginning of your apps' messages to ${name}.` : `This is the very beginning of the ${title} channel.`}</p>
      {empty && (
        <>
          <p>Nothing has arrived yet. Post the first message:</p>
          <pre className="recipe" tabIndex={0} aria-label="A command that posts a message">
            {`curl -H "Authorization: Bearer $SLACK_BOT_TOKEN" \\
     --json '{"channel":"${channel.id}","text":"Hello :wave:"}' \\
     ${location.origin}/api/chat.postMessage`}
          </pre>
        </>
      )}
    </div>
  );
}
