// Checkboxes and radio buttons. They can be ticked, for the feel of it; nothing is sent.
import type { Checkboxes, RadioButtons } from "@slack/types";
import { useId } from "react";
import { useReport } from "../interaction";
import { Text } from "../Text";

export function Choices({ choices, label }: { choices: Checkboxes | RadioButtons; label?: string | undefined }) {
  const report = useReport();
  const group = useId();
  const radio = choices.type === "radio_buttons";
  const chosen = radio ? [choices.initial_option?.value] : (choices.initial_options ?? []).map((option) => option.value);
  return (
    <div className="bk-choices" role={radio ? "radiogroup" : "group"} aria-label={label ?? "Options"}>
      {choices.options.map((option, index) => (
        <label className="bk-choice" key={index}>
          <input
            type={radio ? "radio" : "checkbox"}
            name={group}
            defaultChecked={chosen.includes(option.value)}
            onChange={() =>
              report({ type: choices.type, label: option.text.text, actionId: choices.action_id, value: option.value })
            }
          />
          <span>
            <Text of={option.text} />
            {option.description && (
              <small>
                <Text of={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}
