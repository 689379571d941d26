// Where Slack has its editor: nobody types here, so it says how messages come in.
import type { Conversation } from "../state/conversations";

export function Footer({ conversation: { channel, title } }: { conversation: Conversation }) {
  return (
    <footer className="composer">
      {channel.is_archived ? (
        <p>{title} is archived: posting to it is refused.</p>
      ) : (
        <p>
          Messages come in over the API: <code>chat.postMessage</code> with channel <code>{channel.id}</code>
        </p>
      )}
    </footer>
  );
}
