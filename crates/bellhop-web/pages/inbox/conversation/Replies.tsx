// A thread, under the message that it answers. A long one shows its end first.
import { useState } from "react";
import { MessageRow } from "./MessageRow";
import { dayLabel, millis, timeOfDay } from "../../shared/time";
import type { Kept } from "../state/reducer";

/** Replies shown before the reader asks for the others. */
const SHOWN = 3;

export function Replies({ replies }: { replies: Kept[] }) {
  const [all, setAll] = useState(false);
  const shown = all || replies.length <= SHOWN + 1 ? replies : replies.slice(-SHOWN);
  const hidden = replies.length - shown.length;
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return (
    <div className="thread" role="group" aria-label={`Thread, ${count}`}>
      <p className="thread-head">
        <strong>{count}</strong>
        <span>Last reply {lastReply(replies)}</span>
      </p>
      {hidden > 0 && (
        <button type="button" className="thread-more" onClick={() => setAll(true)}>
          Show {hidden} earlier {hidden === 1 ? "reply" : "replies"}
        </button>
      )}
      {shown.map((reply) => (
        <MessageRow key={reply.ts} message={reply} follows={false} />
      ))}
    </div>
  );
}

function lastReply(replies: Kept[]): string {
  const clock = { now: new Date() };
  const at = new Date(millis(replies.at(-1)?.ts ?? "0"));
  return `${dayLabel(at, clock).toLowerCase().replace(/^(?!today|yesterday)/, "on ")} at ${timeOfDay(at, clock)}`;
}
