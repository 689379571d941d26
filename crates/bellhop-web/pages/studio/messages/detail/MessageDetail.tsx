// One message: what became of it, why, what comes next, and what can be done.
import { Link } from "wouter";
import { Failure } from "../../shell/Failure";
import { Said, SaidWithDetail } from "../Said";
import { StatusBadge } from "../StatusBadge";
import { useExplanation } from "../state/queries";
import { canRedrive, nameOf, toneOf } from "../state/status";
import { headingOf } from "../state/words";
import type { Message } from "../state/wire";
import { Facts } from "./Facts";
import { Heading } from "./Heading";
import { RedriveOne } from "./RedriveOne";
import { Steps } from "./Steps";
import { Story } from "./Story";
import { Turn } from "./Turn";

export function MessageDetail({ message }: { message: Message }) {
  const explained = useExplanation(message.id, message.updated_at_ms);
  const { data } = explained;
  return (
    <article>
      <div className="page-head message-head">
        <Heading>{headingOf(message)}</Heading>
        <StatusBadge status={message.status} />
        <span className="unseen" role="status">
          {nameOf(message.status)}
        </span>
      </div>
      <div className="message-columns">
        <div className="message-main">
          {data && (
            <div className={`message-summary message-summary-${toneOf(message.status)}`}>
              <SaidWithDetail text={data.summary} detail={message.detail} />
            </div>
          )}
          {message.status === "queued" && <Turn id={message.id} />}
          {data?.advice && (
            <section className="message-advice" aria-labelledby="advice">
              <h3 id="advice">What to do</h3>
              <p>
                <Said text={data.advice} />
              </p>
              {message.reason?.startsWith("template") && message.template && (
                <p>
                  <Link href={`/templates/${encodeURIComponent(message.template)}?event=${encodeURIComponent(message.id)}`}>Open {message.template} in the workbench, filled with this message's data</Link>
                </p>
              )}
            </section>
          )}
          <RedriveOne id={message.id} able={canRedrive(message)} />
          {data?.lines && <Story lines={data.lines} next={data.next} detail={message.detail} />}
          {explained.isPending && <p className="hint">Reading why…</p>}
          {explained.isError && !data && <Failure what="Why it did so can't be shown" error={explained.error} onRetry={() => void explained.refetch()} />}
          <Steps steps={message.timeline ?? []} />
        </div>
        <Facts message={message} />
      </div>
    </article>
  );
}
