// The one-line and many-line inputs of an input block. They can be typed in; nothing is sent.
import type { EmailInput, NumberInput, PlainTextInput, RichTextInput as RichInput, URLInput } from "@slack/types";

type AnyInput = PlainTextInput | EmailInput | URLInput | NumberInput;

const TYPES = {
  plain_text_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
} as const;

export function TextInput({ input, label }: { input: AnyInput; label?: string | undefined }) {
  const common = {
    className: "bk-text-input",
    "aria-label": label ?? input.placeholder?.text ?? "Text",
    placeholder: input.placeholder?.text,
    defaultValue: input.initial_value,
  };
  if (input.type === "plain_text_input" && input.multiline) return <textarea rows={3} {...common} />;
  return <input type={TYPES[input.type]} {...common} />;
}

/** Without the buttons for marks that Slack has above it. */
export function RichTextInput({ input, label }: { input: RichInput; label?: string | undefined }) {
  return (
    <textarea
      className="bk-text-input"
      rows={input.min_lines ?? 3}
      aria-label={label ?? input.placeholder?.text ?? "Text"}
      placeholder={input.placeholder?.text}
    />
  );
}
