// What an id names: one message and its story, or a trigger and its messages.
import { Link } from "wouter";
import { Refusal } from "../api/call";
import { Absent } from "../shell/Absent";
import { Bones } from "../shell/Bones";
import { Failure } from "../shell/Failure";
import { useTitle } from "../shell/useTitle";
import { MessageDetail } from "./detail/MessageDetail";
import { TriggerDetail } from "./detail/TriggerDetail";
import { useRecord } from "./state/queries";
import { lastAddress } from "./state/view";
import { isTrigger } from "./state/wire";
import "./messages.css";
import "./rows.css";
import "./detail.css";

export function MessagePage({ id }: { id: string }) {
  useTitle("Message");
  const record = useRecord(id);
  if (record.isPending) return <Bones what="the message" />;
  if (!record.data) {
    const isAbsent = record.error instanceof Refusal && record.error.status === 404;
    return isAbsent ? <Absent what="This message" /> : <Failure what="The message can't be shown" error={record.error} onRetry={() => void record.refetch()} />;
  }
  return (
    <div className="page messages">
      <p className="message-back">
        <Link href={lastAddress()}>Back to the messages</Link>
      </p>
      {isTrigger(record.data) ? <TriggerDetail trigger={record.data} /> : <MessageDetail message={record.data} />}
    </div>
  );
}
