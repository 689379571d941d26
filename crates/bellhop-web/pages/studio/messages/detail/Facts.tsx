// What is known of a message, with ways to what belongs to it.
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Moment } from "../Moment";
import { Place } from "../Place";
import { addressOf, EVERYTHING } from "../state/view";
import { recipientOf } from "../state/words";
import type { Message } from "../state/wire";

export function Facts({ message }: { message: Message }) {
  const { template, distinct_id: recipient, receipt, category, connection, reason } = message;
  return (
    <dl className="message-facts">
      <Fact name="Template">{template ? <Link href={`/templates/${encodeURIComponent(template)}`}>{template}</Link> : "None was found"}</Fact>
      <Fact name="Recipient">{recipient ? <Link href={addressOf({ ...EVERYTHING, recipient })}>{recipient}</Link> : recipientOf(message)}</Fact>
      <Fact name="Where">
        <Place message={message} />
      </Fact>
      {receipt && (
        <Fact name="Slack's receipt">
          <code>{receipt.channel}</code>, ts <code>{receipt.ts}</code>
        </Fact>
      )}
      {reason && message.status !== "delivered" && (
        <Fact name="Reason">
          <code>{reason}</code>
        </Fact>
      )}
      <Fact name="Attempts">{message.attempts}</Fact>
      {category && <Fact name="Category">{category}</Fact>}
      <Fact name="Accepted">
        <Moment ms={message.accepted_at_ms} as="whole" />
      </Fact>
      <Fact name="Last change">
        <Moment ms={message.updated_at_ms} as="whole" />
      </Fact>
      {connection && (
        <Fact name="Connection">
          <code>{connection}</code>
        </Fact>
      )}
      <Fact name="Trigger">
        <Link href={`/messages/${message.message_id}`}>
          <code>{message.message_id}</code>
        </Link>
      </Fact>
      <Fact name="Message">
        <code>{message.id}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
