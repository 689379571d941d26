// What the API says in words: what stands between backticks is code, and of what a template failed on, the
// lines of its source are set as such instead of running on.
import { Fragment } from "react";
import { partsOf, withoutDetail } from "./state/said";

export function Said({ text }: { text: string }) {
  return partsOf(text).map((part, place) => (part.code ? <code key={place}>{part.text}</code> : <Fragment key={place}>{part.text}</Fragment>));
}

interface SaidWithDetailProps {
  text: string;
  detail: string | undefined;
}

export function SaidWithDetail({ text, detail }: SaidWithDetailProps) {
  const short = withoutDetail(text, detail);
  const [words = "", ...lines] = (detail ?? "").split("\n");
  return (
    <>
      <p>
        <Said text={short ?? text} />
      </p>
      {short !== undefined && (
        <pre className="message-error" tabIndex={0} aria-label="What was said">
          <span className="message-error-words">{words}</span>
          {lines.join("\n")}
        </pre>
      )}
    </>
  );
}
