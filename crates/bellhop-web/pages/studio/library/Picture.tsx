// What an example looks like, as a message in Slack. It is a picture: nothing in it can be used, and the
// keyboard passes it by.
import { useMemo } from "react";
import { MessageBody } from "../../shared/blockkit/MessageBody";
import { Bell } from "../../shared/ui/Bell";
import type { SlackMessage } from "../api/wire";
import { pictured } from "./pictured";
import { saidBy } from "./saidBy";
import sample from "./sample.svg";

export function Picture({ message }: { message: SlackMessage }) {
  const { text = "", blocks, attachments } = useMemo(() => pictured(message, sample), [message]);
  return (
    <div className="library-picture" role="img" aria-label={`In Slack: ${saidBy(message)}`}>
      <div className="library-message" inert>
        <Bell />
        <div>
          <p className="library-sender">
            <strong>Bellhop</strong> <span className="library-app">App</span>
          </p>
          <MessageBody text={text} blocks={blocks} attachments={attachments} />
        </div>
      </div>
    </div>
  );
}
