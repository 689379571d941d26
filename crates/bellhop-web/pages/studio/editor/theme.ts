// How the editor looks: the page's own colours, which follow its light and dark. The words of the
// languages are coloured by syntax.css.
import { EditorView } from "@codemirror/view";

const MONO = 'Monaco, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';
const MARKED = "light-dark(#fff1a8, #423a12)";
const SELECTED = "light-dark(#cfe4fb, #1d3a57)";
const ACTIVE = "light-dark(#f5f3f8, #23262d)";

const surface = {
  border: "1px solid var(--line-strong)",
  borderRadius: "8px",
  backgroundColor: "var(--ground-raised)",
  color: "var(--text)",
  boxShadow: "0 8px 28px light-dark(#1d1c1d2e, #000a)",
};

const field = {
  border: "1px solid var(--line-strong)",
  borderRadius: "6px",
  backgroundColor: "var(--ground)",
  backgroundImage: "none",
  color: "var(--text-strong)",
  font: "inherit",
  padding: "3px 8px",
};

const selection = "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground";

const text = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--ground)", color: "var(--text)", fontSize: "13px" },
  // Over the gutters, which would cover an outline.
  "&.cm-focused": { outline: "none" },
  "&.cm-focused::after": { content: '""', position: "absolute", inset: "0", border: "2px solid var(--focus)", pointerEvents: "none", zIndex: "250" },
  ".cm-scroller": { fontFamily: MONO, lineHeight: "1.6", fontVariantLigatures: "none" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--text-strong)" },
  ".cm-line": { padding: "0 14px 0 6px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text-strong)", borderLeftWidth: "2px" },
  [selection]: { background: SELECTED },
  // Thin, so that a selection is seen through it.
  ".cm-activeLine": { backgroundColor: "light-dark(#5f4b8b12, #ffffff0d)" },
  ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--text-soft)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "34px", padding: "0 6px 0 10px" },
  ".cm-activeLineGutter": { backgroundColor: ACTIVE, color: "var(--text-strong)" },
  ".cm-foldGutter .cm-gutterElement": { cursor: "pointer", width: "14px" },
  ".cm-foldPlaceholder": { border: "1px solid var(--line-strong)", backgroundColor: "var(--ground-soft)", color: "var(--text-soft)", padding: "0 6px" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: SELECTED, outline: "1px solid var(--focus)" },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--bad-ground)", color: "var(--bad)" },
  ".cm-searchMatch": { backgroundColor: MARKED, outline: "1px solid var(--wait)" },
  ".cm-searchMatch.cm-searchMatch-selected": { backgroundColor: "light-dark(#ffdf9e, #4a380a)", outlineWidth: "2px" },
  ".cm-selectionMatch": { backgroundColor: "light-dark(#e6eef7, #26323f)" },
  ".cm-snippetField": { backgroundColor: "var(--mention-ground)" },
});

const panels = EditorView.theme({
  ".cm-panels": { backgroundColor: "var(--ground-soft)", color: "var(--text)", font: "13px/1.5 system-ui, sans-serif" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { display: "flex", flexWrap: "wrap", gap: "6px", alignItems: "center", padding: "8px 40px 8px 10px" },
  ".cm-panel.cm-search br": { flexBasis: "100%", height: "0", content: '""' },
  ".cm-panel.cm-search :is(input, button, label)": { margin: "0" },
  ".cm-panel.cm-search label": { display: "inline-flex", gap: "4px", alignItems: "center", fontSize: "13px" },
  ".cm-panel.cm-search [name=close]": { top: "6px", right: "8px", width: "28px", height: "28px", color: "var(--text)", fontSize: "20px", cursor: "pointer" },
  ".cm-textfield": field,
  ".cm-button": { ...field, fontWeight: "700", backgroundColor: "var(--ground-raised)", cursor: "pointer", "&:active": { backgroundImage: "none" } },
  ".cm-button:hover": { backgroundColor: "var(--ground-hover)" },
  ".cm-panel :focus-visible": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
});

const completion = EditorView.theme({
  ".cm-tooltip": { ...surface, zIndex: "30" },
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: MONO, maxHeight: "18em", padding: "4px", borderRadius: "8px", minWidth: "240px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 8px", borderRadius: "5px", lineHeight: "1.35" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > completion-section": { padding: "6px 8px 3px", borderBottom: "0", opacity: "1", color: "var(--text-soft)", font: "700 12px/1.3 system-ui, sans-serif" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "light-dark(#1264a3, #1f5f92)", color: "#fff" },
  ".cm-completionDetail": { color: "var(--text-soft)", fontStyle: "normal" },
  "li[aria-selected] .cm-completionDetail": { color: "#fff" },
  ".cm-completionIcon": { opacity: "1", color: "var(--text-soft)" },
  "li[aria-selected] .cm-completionIcon": { color: "#fff" },
  ".cm-tooltip.cm-completionInfo": { padding: "0", width: "max-content", maxWidth: "min(420px, 90vw)", whiteSpace: "normal" },
  ".cm-explain": { display: "grid", gap: "6px", maxWidth: "min(460px, 90vw)", padding: "10px 12px", font: "13px/1.5 system-ui, sans-serif" },
  ".cm-explain p": { margin: "0" },
  ".cm-explain code": { fontFamily: MONO, fontSize: "12px", whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
  ".cm-explain-signature": { fontWeight: "700" },
  ".cm-explain-example": { padding: "6px 8px", borderRadius: "6px", backgroundColor: "var(--ground-soft)" },
});

/** Underlines and signs are drawn without pictures: the page allows none that come as `data:`. */
const wavy = (colour: string) => ({ backgroundImage: "none", textDecoration: `underline wavy ${colour} 1px`, textUnderlineOffset: "3px" });
const sign = (colour: string, shape: string) => ({ content: "normal", backgroundColor: colour, clipPath: shape });
const said = (colour: string) => ({ borderLeft: `4px solid ${colour}` });

const marks = EditorView.theme({
  ".cm-lintRange-error": wavy("var(--bad)"),
  ".cm-lintRange-warning": wavy("var(--wait)"),
  ".cm-lintRange-active": { backgroundColor: MARKED },
  ".cm-gutter-lint": { width: "18px" },
  ".cm-gutter-lint .cm-gutterElement": { display: "grid", justifyContent: "center", alignContent: "start", padding: "5px 0 0" },
  ".cm-lint-marker": { width: "11px", height: "11px" },
  ".cm-lint-marker-error": sign("var(--bad)", "circle(50%)"),
  ".cm-lint-marker-warning": sign("var(--wait)", "polygon(50% 0, 100% 100%, 0 100%)"),
  ".cm-diagnostic": { margin: "0", padding: "7px 12px", font: "13px/1.5 system-ui, sans-serif", overflowWrap: "anywhere", maxWidth: "min(520px, 88vw)" },
  ".cm-diagnostic-error": said("var(--bad)"),
  ".cm-diagnostic-warning": said("var(--wait)"),
  ".cm-lintPoint:after": { borderBottomColor: "var(--bad)" },
  ".cm-lintPoint-warning:after": { borderBottomColor: "var(--wait)" },
  ".cm-panel.cm-panel-lint ul": { maxHeight: "130px" },
  ".cm-panel-lint .cm-diagnostic": { maxWidth: "none" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--ground-hover)" },
  ".cm-panel.cm-panel-lint ul:focus [aria-selected]": { backgroundColor: SELECTED, color: "var(--text-strong)" },
  ".cm-panel.cm-panel-lint [name=close]": { top: "4px", right: "6px", width: "28px", height: "28px", color: "var(--text)", fontSize: "20px", cursor: "pointer" },
});

export const theme = [text, panels, completion, marks];
