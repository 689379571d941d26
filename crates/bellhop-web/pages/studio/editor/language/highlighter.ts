// What the words of every language are called in syntax.css, which gives them their colours.
import { tagHighlighter, tags } from "@lezer/highlight";

export const highlighter = tagHighlighter([
  { tag: tags.comment, class: "tok-comment" },
  { tag: [tags.keyword, tags.self], class: "tok-keyword" },
  { tag: [tags.string, tags.special(tags.string)], class: "tok-string" },
  { tag: tags.escape, class: "tok-escape" },
  { tag: [tags.number, tags.atom, tags.bool, tags.null], class: "tok-atom" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "tok-property" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: "tok-function" },
  { tag: tags.standard(tags.variableName), class: "tok-standard" },
  { tag: tags.operator, class: "tok-operator" },
  { tag: tags.invalid, class: "tok-invalid" },
]);
