// What every editor of the studio can do.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection, dropCursor, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap,
  lineNumbers,
} from "@codemirror/view";
import { completeJsonnet } from "./assist/complete";
import { explainAtCursor, explainHovered } from "./assist/hover";
import { completeWorkflow } from "./assist/workflowKeys";
import { highlighter } from "./language/highlighter";
import { extensionOf, type LanguageName } from "./language/languages";
import { markKeys } from "./marks/keys";
import { theme } from "./theme";

/** How the keyboard gets in and out, for those who can't see that Tab indents. */
export const KEYS_TOLD =
  "An editor of code. Tab indents: press Escape and then Tab to leave it, or Control M to have Tab leave it always. " +
  "F8 goes to the next problem and reads it out, and Control Shift M lists all. Control Space offers what can be " +
  "written here, Control I explains the function at the cursor, Control F searches.";

/** What is shown of a file, whether it can be changed or not. */
export const reading: Extension = [
  lineNumbers(),
  highlightSpecialChars(),
  drawSelection(),
  EditorState.tabSize.of(2),
  indentUnit.of("  "),
  syntaxHighlighting(highlighter),
  theme,
];

/** Control Enter is the page's own. */
const keys = defaultKeymap.filter((binding) => binding.key !== "Mod-Enter");

const writing: Extension = [
  history(),
  lintGutter(),
  codeFolding(),
  foldGutter(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  // What people read stands in long lines.
  EditorView.lineWrapping,
  search({ top: true }),
  EditorView.contentAttributes.of({ spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
  markKeys,
  keymap.of([
    ...closeBracketsKeymap,
    ...keys,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...completionKeymap,
    ...lintKeymap,
    { key: "Tab", run: acceptCompletion },
    indentWithTab,
  ]),
];

export function setupOf(language: LanguageName): Extension {
  return [reading, writing, extensionOf(language), assistOf(language)];
}

function assistOf(language: LanguageName): Extension {
  switch (language) {
    case "Jsonnet":
      return [autocompletion({ override: [completeJsonnet] }), explainHovered, explainAtCursor];
    case "TOML":
      return autocompletion({ override: [completeWorkflow] });
    case "JSON":
    case "text":
      return [];
  }
}
