// Jsonnet in its colours.
import { memo } from "react";
import { spansOf } from "../editor/language/code";

export const Code = memo(function Code({ text }: { text: string }) {
  return (
    <code className="library-code">
      {spansOf(text).map((span, index) =>
        span.className === "" ? (
          span.text
        ) : (
          <span key={index} className={span.className}>
            {span.text}
          </span>
        ),
      )}
    </code>
  );
});
