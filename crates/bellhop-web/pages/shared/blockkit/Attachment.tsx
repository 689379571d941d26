// A secondary attachment: the older form of a rich message, with its bar of colour.
import type { MessageAttachment } from "@slack/types";
import { millis } from "../time";
import { ExternalLink } from "../mrkdwn/ExternalLink";
import { Mrkdwn } from "../mrkdwn/Mrkdwn";
import { SlackDate } from "../mrkdwn/SlackDate";
import { AttachmentFields } from "./AttachmentFields";
import { Blocks } from "./Blocks";
import { colour } from "./colour";
import { Picture } from "./Picture";
import { PlainText } from "./Text";

export function Attachment({ attachment }: { attachment: MessageAttachment }) {
  const { pretext, title, text, fields, image_url: image, thumb_url: thumb, blocks } = attachment;
  const empty = !pretext && !title && !text && !fields?.length && !image && !blocks?.length;
  return (
    <div className="bk-attachment">
      {pretext && <Mrkdwn text={pretext} />}
      <div className="bk-attachment-card">
        <span className="bk-attachment-bar" style={{ background: colour(attachment.color) }} />
        <div className="bk-attachment-body">
          {attachment.author_name && (
            <ExternalLink className="bk-attachment-author" href={attachment.author_link}>
              {attachment.author_icon && <Picture src={attachment.author_icon} alt="" size="tiny" />}
              {attachment.author_name}
            </ExternalLink>
          )}
          {title && (
            <ExternalLink className="bk-attachment-title" href={attachment.title_link}>
              <PlainText text={title} />
            </ExternalLink>
          )}
          {text && <Mrkdwn text={text} />}
          {empty && attachment.fallback && <Mrkdwn text={attachment.fallback} />}
          {fields && <AttachmentFields fields={fields} />}
          {blocks && <Blocks blocks={blocks} />}
          {image && <Picture src={image} alt={attachment.fallback ?? title ?? "Image"} size="full" />}
          <Footer attachment={attachment} />
        </div>
        {thumb && <Picture src={thumb} alt={attachment.fallback ?? title ?? "Thumbnail"} size="thumb" />}
      </div>
    </div>
  );
}

function Footer({ attachment: { footer, ts } }: { attachment: MessageAttachment }) {
  if (!footer && !ts) return null;
  return (
    <div className="bk-attachment-footer">
      {footer && <PlainText text={footer} />}
      {ts && <SlackDate seconds={millis(String(ts)) / 1000} template="{date_short_pretty} at {time}" fallback="" />}
    </div>
  );
}
