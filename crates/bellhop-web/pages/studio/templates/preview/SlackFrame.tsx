// A message as it stands in a conversation of Slack, in the colours and the width that were chosen.
import { useLayoutEffect, useRef, useState } from "react";
import { MessageBody } from "../../../shared/blockkit/MessageBody";
import { timeOfDay } from "../../../shared/time";
import { Bell } from "../../../shared/ui/Bell";
import type { SlackMessage } from "../../api/wire";

interface SlackFrameProps {
  message: SlackMessage;
  scheme?: "light" | "dark" | undefined;
  width?: "desktop" | "phone";
  /** Blocks that something is wrong with. */
  marked?: readonly number[];
  label?: string;
}

export function SlackFrame({ message, scheme, width = "desktop", marked = [], label = "The message in Slack" }: SlackFrameProps) {
  const body = useRef<HTMLDivElement>(null);
  const [now] = useState(() => new Date());
  const marks = marked.join(" ");
  // The renderers know nothing of findings; what they drew is marked from outside.
  useLayoutEffect(() => {
    const blocks = body.current?.querySelector(":scope > .blocks")?.children ?? [];
    const wanted = marks.split(" ").filter(Boolean).flatMap((index) => blocks[Number(index)] ?? []);
    for (const block of wanted) block.setAttribute("data-marked", "true");
    return () => {
      for (const block of wanted) block.removeAttribute("data-marked");
    };
  }, [marks, message]);
  const name = typeof message["username"] === "string" && message["username"] !== "" ? message["username"] : "Bellhop";
  return (
    <div className="slack-frame" data-width={width} style={scheme && { colorScheme: scheme }} role="group" aria-label={label}>
      <span className="slack-avatar">
        <Bell />
      </span>
      <div className="slack-main" ref={body}>
        <p className="slack-head">
          <strong>{name}</strong>
          <span className="slack-app">App</span>
          <time dateTime={now.toISOString()}>{timeOfDay(now, { now })}</time>
        </p>
        <MessageBody text={message.text ?? ""} blocks={message.blocks} attachments={message.attachments} />
      </div>
    </div>
  );
}
