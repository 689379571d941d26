// The small buttons of a context_actions block.
import type { FeedbackButtons as Feedback, IconButton } from "@slack/types";
import { useReport } from "../interaction";
import { ThumbIcon, TrashIcon } from "../../ui/icons";

export function FeedbackButtons({ feedback }: { feedback: Feedback }) {
  const report = useReport();
  const sides = [
    { button: feedback.positive_button, down: false },
    { button: feedback.negative_button, down: true },
  ];
  return sides.map(({ button, down }) => (
    <button
      key={String(down)}
      type="button"
      className="bk-icon-button"
      aria-label={button.accessibility_label ?? button.text.text}
      title={button.text.text}
      onClick={() =>
        report({ type: feedback.type, label: button.text.text, actionId: feedback.action_id, value: button.value })
      }
    >
      <ThumbIcon down={down} />
    </button>
  ));
}

/** Slack knows one icon so far: trash. */
export function IconOnlyButton({ button }: { button: IconButton }) {
  const report = useReport();
  return (
    <button
      type="button"
      className="bk-icon-button"
      aria-label={button.accessibility_label ?? button.text.text}
      title={button.text.text}
      onClick={() =>
        report({ type: button.type, label: button.text.text, actionId: button.action_id, value: button.value })
      }
    >
      <TrashIcon />
    </button>
  );
}
