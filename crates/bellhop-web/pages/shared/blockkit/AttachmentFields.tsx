// The fields of an attachment: short ones stand two in a row.
import type { MessageAttachmentField } from "@slack/types";
import { Mrkdwn } from "../mrkdwn/Mrkdwn";

export function AttachmentFields({ fields }: { fields: MessageAttachmentField[] }) {
  return (
    <dl className="bk-attachment-fields">
      {fields.map((field, index) => (
        <div key={index} data-short={field.short ?? false}>
          <dt>{field.title}</dt>
          <dd>
            <Mrkdwn text={String(field.value)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
