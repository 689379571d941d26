// One row of a conversation: the line above what is new, or a message with the replies to it.
import { MessageRow } from "./MessageRow";
import { Replies } from "./Replies";
import type { Row } from "../state/timeline";

export function TimelineRow({ row }: { row: Row }) {
  switch (row.kind) {
    case "new":
      return (
        <div className="new-line" role="separator" aria-label="New messages">
          <span>New</span>
        </div>
      );
    case "message":
      return (
        <>
          <MessageRow message={row.message} follows={row.follows} broadcast={row.message.reply_broadcast} />
          {row.replies.length > 0 && <Replies replies={row.replies} />}
        </>
      );
    case "orphans":
      return (
        <>
          <p className="deleted">This message was deleted.</p>
          <Replies replies={row.replies} />
        </>
      );
  }
}
