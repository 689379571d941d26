// One trigger: what its caller said, and the messages that came of it.
import { Link } from "wouter";
import { MessageTable } from "../list/MessageTable";
import { Moment } from "../Moment";
import { useExplanation } from "../state/queries";
import { ALL, nameOf, toneOf } from "../state/status";
import { addressOf, EVERYTHING } from "../state/view";
import type { Trigger } from "../state/wire";
import { Heading } from "./Heading";

export function TriggerDetail({ trigger }: { trigger: Trigger }) {
  const { counts, messages } = trigger;
  const explained = useExplanation(trigger.id, Math.max(0, ...messages.map((message) => message.updated_at_ms)));
  return (
    <article>
      <div className="page-head message-head">
        <Heading>Trigger of {trigger.start}</Heading>
      </div>
      {explained.data && (
        <div className="message-summary">
          <p>
            {explained.data.summary} {explained.data.next}
          </p>
        </div>
      )}
      <ul className="message-counts" aria-label="Its messages">
        {ALL.filter((status) => counts[status] > 0).map((status) => (
          <li key={status} className={`badge badge-${toneOf(status)}`}>
            {counts[status].toLocaleString()} {nameOf(status).toLowerCase()}
          </li>
        ))}
      </ul>
      <p className="hint message-trigger">
        Accepted <Moment ms={trigger.accepted_at_ms} as="whole" />. Its id is <code>{trigger.id}</code>
        {trigger.idempotency_key && (
          <>
            , its idempotency key <code>{trigger.idempotency_key}</code>
          </>
        )}
        .
      </p>
      {messages.length === 0 ? <p className="hint">It has no messages yet.</p> : <MessageTable messages={messages} />}
      {trigger.after && (
        <p className="message-more">
          <Link className="button" href={addressOf({ ...EVERYTHING, search: trigger.id })}>
            Show all its messages
          </Link>
        </p>
      )}
    </article>
  );
}
