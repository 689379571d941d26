// The messages, scrolled the way people expect: at the end it stays at the end, elsewhere it
// stays put and says how much has come in below.
import { useMemo, useState } from "react";
import { DownIcon } from "../../shared/ui/icons";
import { Beginning } from "./Beginning";
import { DayRows } from "./DayRows";
import { useStickToEnd } from "./useStickToEnd";
import { useToday } from "./useToday";
import type { Conversation } from "../state/conversations";
import type { Kept } from "../state/reducer";
import { timeline } from "../state/timeline";
import { unread } from "../state/unread";

/** Older messages are drawn on request, this many at a time. */
const STEP = 150;

interface MessageLogProps {
  conversation: Conversation;
  messages: Kept[];
  newSince: string | undefined;
}

export function MessageLog({ conversation, messages, newSince }: MessageLogProps) {
  const [shown, setShown] = useState(STEP);
  const now = useToday();
  const { log, content, atEnd, seen, toEnd, keepPlace } = useStickToEnd(messages.at(-1)?.ts);
  const below = atEnd ? 0 : unread(messages, seen);
  // What comes in below must not push out what somebody is reading above.
  const drawn = messages.slice(-(shown + below));
  const days = useMemo(() => timeline(drawn, { now }, newSince), [messages, drawn.length, now, newSince]);
  const older = messages.length - drawn.length;
  const showOlder = () => {
    keepPlace();
    setShown(shown + STEP);
  };
  const label = conversation.direct ? `Messages with ${conversation.name}` : `Messages in ${conversation.title}`;
  return (
    <div className="log-frame">
      <div className="log" role="log" aria-live="polite" aria-label={label} tabIndex={0} ref={log}>
        <div className="log-content" ref={content}>
          {older > 0 ? (
            <button type="button" className="older" onClick={showOlder}>
              Show earlier messages
            </button>
          ) : (
            <Beginning conversation={conversation} empty={messages.length === 0} />
          )}
          {days.map((day) => (
            <DayRows key={day.key} day={day} />
          ))}
        </div>
      </div>
      {below > 0 && (
        <button type="button" className="jump" onClick={toEnd}>
          <DownIcon />
          {below === 1 ? "1 new message" : `${below} new messages`}
        </button>
      )}
    </div>
  );
}
