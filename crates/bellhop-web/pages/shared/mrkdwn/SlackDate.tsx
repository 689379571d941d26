// A date in the reader's own zone and words; the sender's fallback when its template is unknown.
import { slackDate } from "../slackDate";
import { ExternalLink } from "./ExternalLink";

interface SlackDateProps {
  seconds: number;
  template: string;
  href?: string | undefined;
  fallback: string;
}

export function SlackDate({ seconds, template, href, fallback }: SlackDateProps) {
  const text = slackDate(seconds, template, { now: new Date() });
  if (text === undefined) return <>{fallback}</>;
  const at = new Date(seconds * 1000);
  const time = (
    <time dateTime={at.toISOString()} title={at.toLocaleString()}>
      {text}
    </time>
  );
  return href ? <ExternalLink href={href}>{time}</ExternalLink> : time;
}
