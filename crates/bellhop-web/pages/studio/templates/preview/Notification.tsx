// The line that a telephone's lock screen and a desktop's notification show: the text of the message.
import { Mrkdwn } from "../../../shared/mrkdwn/Mrkdwn";
import { Bell } from "../../../shared/ui/Bell";
import type { SlackMessage } from "../../api/wire";

interface NotificationProps {
  message: SlackMessage;
  scheme: "light" | "dark";
  width: "desktop" | "phone";
}

export function Notification({ message, scheme, width }: NotificationProps) {
  const text = message.text?.trim();
  return (
    <figure className="lock" data-width={width}>
      <figcaption>Notification</figcaption>
      <div className="lock-card" style={{ colorScheme: scheme }}>
        <Bell />
        <div className="lock-words">
          <p className="lock-head">
            <strong>Bellhop</strong> <span>now</span>
          </p>
          {text ? (
            <div className="lock-text">
              <Mrkdwn text={text} />
            </div>
          ) : (
            <p className="lock-none">There is no text: the notification would say nothing of what it is about.</p>
          )}
        </div>
      </div>
    </figure>
  );
}
