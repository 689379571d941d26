// One interactive element, or the picture of a section, by its type.
import type {
  ActionsBlockElement,
  FeedbackButtons as Feedback,
  IconButton,
  InputBlock,
  SectionBlockAccessory,
} from "@slack/types";
import { Picture, imageAddress } from "../Picture";
import { Unsupported } from "../Unsupported";
import { Button, LinkButton } from "./Button";
import { Choices } from "./Choices";
import { FeedbackButtons, IconOnlyButton } from "./Feedback";
import { FileInput } from "./FileInput";
import { Menu } from "./Menu";
import { Overflow } from "./Overflow";
import { RichTextInput, TextInput } from "./TextInput";
import { When } from "./When";

export type AnyElement = ActionsBlockElement | Feedback | IconButton | SectionBlockAccessory | InputBlock["element"];

/** `label` names an element that shows no name itself: the label of its input block. */
export function Element({ element, label }: { element: AnyElement; label?: string }) {
  switch (element.type) {
    case "button":
      return element.url ? <LinkButton button={element} /> : <Button button={element} />;
    case "workflow_button":
      return <Button button={element} />;
    case "image":
      return <Picture src={imageAddress(element)} alt={element.alt_text} size="thumb" />;
    case "overflow":
      return <Overflow overflow={element} />;
    case "checkboxes":
    case "radio_buttons":
      return <Choices choices={element} label={label} />;
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return <When picker={element} label={label} />;
    case "feedback_buttons":
      return <FeedbackButtons feedback={element} />;
    case "icon_button":
      return <IconOnlyButton button={element} />;
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return <TextInput input={element} label={label} />;
    case "rich_text_input":
      return <RichTextInput input={element} label={label} />;
    case "file_input":
      return <FileInput input={element} label={label} />;
    case "static_select":
    case "external_select":
    case "users_select":
    case "conversations_select":
    case "channels_select":
    case "multi_static_select":
    case "multi_external_select":
    case "multi_users_select":
    case "multi_conversations_select":
    case "multi_channels_select":
      return <Menu menu={element} label={label} />;
    default:
      // The types above are all that Slack's own types know; a message may bring newer ones.
      return <Unsupported block={element} reason="unknown" />;
  }
}
