// Which language a file is in, by its name.
import { json } from "@codemirror/lang-json";
import type { Extension } from "@codemirror/state";
import { jsonnet } from "./jsonnet";
import { toml } from "./toml";

export type LanguageName = "Jsonnet" | "JSON" | "TOML" | "text";

export function languageOf(file: string): LanguageName {
  const ending = file.slice(file.lastIndexOf(".") + 1);
  switch (ending) {
    case "jsonnet":
    case "libsonnet":
      return "Jsonnet";
    case "json":
      return "JSON";
    case "toml":
      return "TOML";
    default:
      return "text";
  }
}

export function extensionOf(language: LanguageName): Extension {
  switch (language) {
    case "Jsonnet":
      return jsonnet;
    case "JSON":
      return json();
    case "TOML":
      return toml;
    case "text":
      return [];
  }
}
