// One message: who, when, and what. One that follows another of the same sender shows no head.
import { memo, useId, useState } from "react";
import { MessageBody } from "../../shared/blockkit/MessageBody";
import { millis, timeOfDay } from "../../shared/time";
import { BracesIcon } from "../../shared/ui/icons";
import { Avatar } from "./Avatar";
import { Notes } from "./Notes";
import { Reactions } from "./Reactions";
import type { Kept } from "../state/reducer";

/** News older than this is not highlighted any more (the reader has just come to it). */
const NEWS_MS = 4_000;

interface MessageRowProps {
  message: Kept;
  follows: boolean;
  /** A reply that stands in the channel, outside its thread. */
  broadcast?: boolean | undefined;
}

export const MessageRow = memo(function MessageRow({ message, follows, broadcast = false }: MessageRowProps) {
  const [source, setSource] = useState(false);
  const sender = useId();
  const at = new Date(millis(message.ts));
  const time = timeOfDay(at, { now: at });
  const news = message.news !== undefined && Date.now() - message.news < NEWS_MS ? message.news : undefined;
  return (
    <article className="message" data-follows={follows} data-pinned={message.pinned} aria-labelledby={sender}>
      {news !== undefined && <span className="flash" key={news} aria-hidden="true" />}
      <div className="message-gutter">
        {follows ? (
          <time className="message-time" dateTime={at.toISOString()} aria-hidden="true">
            {time.replace(/\s?[AP]M$/i, "")}
          </time>
        ) : (
          <Avatar sender={message.sender} />
        )}
      </div>
      <div className="message-main">
        <Notes message={message} broadcast={broadcast} />
        <p className={follows ? "message-head unseen" : "message-head"} id={sender}>
          <strong>{message.sender.name}</strong>
          <span className="app-badge">{message.sender.kind === "webhook" ? "Webhook" : "App"}</span>
          <time dateTime={at.toISOString()} title={at.toLocaleString()}>
            {time}
          </time>
        </p>
        <MessageBody text={message.text} blocks={message.blocks} attachments={message.attachments} />
        {message.edited && <span className="edited">(edited)</span>}
        <Reactions reactions={message.reactions} />
        {source && (
          <pre className="source" tabIndex={0} aria-label="The message as JSON">
            {JSON.stringify(sourceOf(message), null, 2)}
          </pre>
        )}
      </div>
      <div className="message-tools">
        <button type="button" aria-pressed={source} onClick={() => setSource(!source)} aria-label="Show as JSON" title="Show as JSON">
          <BracesIcon />
        </button>
      </div>
    </article>
  );
});

/** What the simulator said, without what this page added. */
function sourceOf({ news: _, ...message }: Kept): object {
  return message;
}
