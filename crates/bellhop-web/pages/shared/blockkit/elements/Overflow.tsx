// The "more" menu behind three dots. Menus of one name close one another.
import type { Overflow as OverflowElement } from "@slack/types";
import { useRef } from "react";
import { useReport } from "../interaction";
import { Text } from "../Text";

export function Overflow({ overflow }: { overflow: OverflowElement }) {
  const report = useReport();
  const menu = useRef<HTMLDetailsElement>(null);
  return (
    <details className="bk-overflow" name="overflow" ref={menu}>
      <summary className="bk-button" aria-label="More actions">
        <span aria-hidden="true">⋯</span>
      </summary>
      <ul>
        {overflow.options.map((option, index) => (
          <li key={index}>
            <button
              type="button"
              onClick={() => {
                if (menu.current) menu.current.open = false;
                report({ type: "overflow", label: option.text.text, actionId: overflow.action_id, value: option.value });
              }}
            >
              <Text of={option.text} />
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
