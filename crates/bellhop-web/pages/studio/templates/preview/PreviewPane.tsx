// What Slack will show: the message, the line of its notification, or the JSON that Slack gets.
import type { Dispatch } from "react";
import { useStored } from "../../../shared/useStored";
import { Segments } from "../../shell/Segments";
import type { SlackMessage } from "../../api/wire";
import type { Action, Bench } from "../bench";
import { blockOf } from "../places";
import type { Shown } from "../usePreview";
import { DataPicker } from "./DataPicker";
import { EmptyPreview } from "./EmptyPreview";
import { JsonView } from "./JsonView";
import { Notification } from "./Notification";
import { SlackFrame } from "./SlackFrame";
import { usePageScheme } from "./usePageScheme";

interface PreviewPaneProps {
  slug: string;
  bench: Bench;
  shown: Shown;
  dispatch: Dispatch<Action>;
  onEditData: () => void;
  onSaveExample: () => void;
}

const WIDTHS = [
  { value: "desktop", label: "Desktop" },
  { value: "phone", label: "Phone" },
] as const;
const SCHEMES = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;
const FORMS = [
  { value: "message", label: "Message" },
  { value: "json", label: "JSON" },
] as const;

export function PreviewPane({ slug, bench, shown, dispatch, onEditData, onSaveExample }: PreviewPaneProps) {
  const pageScheme = usePageScheme();
  const [chosenWidth, chooseWidth] = useStored("bellhop.preview.width");
  const [chosenScheme, chooseScheme] = useStored("bellhop.preview.scheme");
  const [chosenForm, chooseForm] = useStored("bellhop.preview.form");
  const width = chosenWidth === "phone" ? "phone" : "desktop";
  const scheme = (chosenScheme ?? pageScheme) === "dark" ? "dark" : "light";
  const form = chosenForm === "json" ? "json" : "message";
  const { message, problem, findings } = shown;
  const marked = problem ? [] : findings.map(blockOf).filter((index) => index !== undefined);
  return (
    <section className="preview-pane" aria-label="Preview" aria-busy={shown.isPending}>
      <DataPicker slug={slug} bench={bench} dispatch={dispatch} onEdit={onEditData} onSaveExample={onSaveExample} />
      <div className="preview-tools">
        <Segments label="Form" options={FORMS} chosen={form} onChoose={chooseForm} />
        {form === "message" && (
          <>
            <span className="not-narrow">
              <Segments label="Width of the preview" options={WIDTHS} chosen={width} onChoose={chooseWidth} />
            </span>
            <Segments label="Colours of the preview" options={SCHEMES} chosen={scheme} onChoose={chooseScheme} />
          </>
        )}
      </div>
      {message !== undefined && problem && <p className="preview-note">This is how it was before: the problem is in the way of a newer preview.</p>}
      <div className="preview-stage" data-pending={shown.isPending} data-problem={problem !== null}>
        {message === undefined || isEmpty(message) ? (
          <EmptyPreview isPending={shown.isPending && message === undefined} hasProblem={problem !== null} />
        ) : form === "json" ? (
          <JsonView message={message} />
        ) : (
          <>
            <SlackFrame message={message} scheme={scheme} width={width} marked={marked} />
            <Notification message={message} scheme={scheme} width={width} />
          </>
        )}
      </div>
    </section>
  );
}

/** A message may be nothing at all, of which Slack makes nothing. */
function isEmpty({ text, blocks, attachments }: SlackMessage): boolean {
  return !text?.trim() && !blocks?.length && !attachments?.length;
}
