// workflow.toml for the editor.
import { StreamLanguage } from "@codemirror/language";
import { toml as mode } from "@codemirror/legacy-modes/mode/toml";
import type { Extension } from "@codemirror/state";

export const toml: Extension = StreamLanguage.define({ ...mode, languageData: { commentTokens: { line: "#" } } });
