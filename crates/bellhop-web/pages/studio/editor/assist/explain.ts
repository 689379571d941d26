// A function of the library as it is explained beside the list of completions and under the pointer.
import { spansOf } from "../language/code";

export function explain(signature: string, purpose: string, example?: string): HTMLElement {
  const all = element("div", "cm-explain");
  all.append(code(signature, "cm-explain-signature"));
  const said = element("p", "");
  said.textContent = purpose;
  all.append(said);
  if (example !== undefined) {
    all.append(code(example, "cm-explain-example"));
  }
  return all;
}

function code(text: string, className: string): HTMLElement {
  const shown = element("code", className);
  for (const span of spansOf(text)) {
    const part = element("span", span.className);
    part.textContent = span.text;
    shown.append(part);
  }
  return shown;
}

function element(name: string, className: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
