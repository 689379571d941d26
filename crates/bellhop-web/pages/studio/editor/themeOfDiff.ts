// How a comparison looks: green is new, red is gone, and what changed in a line is underlined as well.
import { EditorView } from "@codemirror/view";

const NEW = "light-dark(#e6f6ea, #173023)";
const NEW_WORDS = "light-dark(#c6ecd0, #1b482e)";
const GONE = "light-dark(#fdebee, #391b22)";
const GONE_WORDS = "light-dark(#fbd3da, #5c2430)";

export const compared = EditorView.theme({
  "&": { height: "auto" },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: GONE },
  "&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine": { backgroundColor: NEW },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText, &.cm-merge-b .cm-deletedText": {
    background: GONE_WORDS,
    textDecoration: "underline",
  },
  "&.cm-merge-b .cm-changedText": { background: NEW_WORDS, textDecoration: "underline" },
  "&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter": { background: "var(--bad)" },
  "&.cm-merge-b .cm-changedLineGutter, .cm-inlineChangedLineGutter": { background: "var(--good)" },
  ".cm-deletedChunk": { paddingLeft: "6px" },
  ".cm-collapsedLines": {
    background: "var(--ground-soft)",
    borderBlock: "1px solid var(--line)",
    color: "var(--text-soft)",
    font: "13px/1.5 system-ui, sans-serif",
    padding: "3px 14px",
    "&:before": { content: '"⋯"' },
    "&:after": { content: '""' },
  },
});
