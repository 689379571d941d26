// What a message says: its blocks, or its text when it has none, then its attachments.
import type { MessageAttachment } from "@slack/types";
import { Mrkdwn } from "../mrkdwn/Mrkdwn";
import { Attachment } from "./Attachment";
import { Blocks } from "./Blocks";
import { Boundary } from "./Boundary";

interface MessageBodyProps {
  text: string;
  blocks?: unknown;
  attachments?: unknown;
}

export function MessageBody({ text, blocks, attachments }: MessageBodyProps) {
  const hasBlocks = Array.isArray(blocks) && blocks.length > 0;
  return (
    <>
      {hasBlocks ? <Blocks blocks={blocks} /> : text && <Mrkdwn text={text} />}
      {Array.isArray(attachments) &&
        attachments.map((attachment: unknown, index) => (
          <Boundary key={index} block={attachment}>
            <Attachment attachment={attachment as MessageAttachment} />
          </Boundary>
        ))}
    </>
  );
}
