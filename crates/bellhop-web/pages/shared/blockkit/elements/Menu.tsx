// Select menus, as the browser's own. Menus whose options Slack would fetch (people, channels,
// external data) have nothing to offer here and show their placeholder; so do multi-selects,
// of which only the first initial option is shown.
import type { MultiSelect, PlainTextOption, Select } from "@slack/types";
import { unescape } from "../../mrkdwn/tree";
import { useReport } from "../interaction";

export function Menu({ menu, label }: { menu: Select | MultiSelect; label?: string | undefined }) {
  const report = useReport();
  const placeholder = menu.placeholder?.text ?? "Choose an option";
  const groups = optionGroups(menu);
  const initial = initialValue(menu);
  return (
    <select
      className="bk-menu"
      aria-label={label ?? placeholder}
      defaultValue={initial}
      onChange={(event) => {
        const { value, selectedOptions } = event.currentTarget;
        report({ type: menu.type, label: selectedOptions[0]?.text ?? "", actionId: menu.action_id, value });
      }}
    >
      <option value="">{unescape(placeholder)}</option>
      {groups.map(({ label: heading, options }, index) =>
        heading === undefined ? options.map(toOption) : <optgroup key={index} label={heading}>{options.map(toOption)}</optgroup>,
      )}
    </select>
  );
}

function toOption(option: PlainTextOption, index: number) {
  return (
    <option key={index} value={option.value}>
      {unescape(option.text.text)}
    </option>
  );
}

interface Group {
  label?: string;
  options: PlainTextOption[];
}

function optionGroups(menu: Select | MultiSelect): Group[] {
  if (menu.type !== "static_select" && menu.type !== "multi_static_select") {
    const chosen = initialOption(menu);
    return chosen ? [{ options: [chosen] }] : [];
  }
  if (menu.options) return [{ options: menu.options }];
  return (menu.option_groups ?? []).map((group) => ({ label: group.label.text, options: group.options }));
}

function initialOption(menu: Select | MultiSelect): PlainTextOption | undefined {
  if ("initial_option" in menu) return menu.initial_option;
  if ("initial_options" in menu) return menu.initial_options?.[0];
  return undefined;
}

function initialValue(menu: Select | MultiSelect): string {
  return initialOption(menu)?.value ?? "";
}
