// Puts an example where it can be pasted from, and says so.
import { useEffect, useState } from "react";

const SAID_MS = 2_000;

interface CopyButtonProps {
  text: string;
  /** What the example is of. */
  what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") {
      return undefined;
    }
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => setSaid((await putAway(text)) ? "Copied" : "Select it to copy");
  return (
    <>
      <button type="button" className="button button-small library-copy" aria-label={`Copy the example of ${what}`} onClick={() => void copy()}>
        {said || "Copy"}
      </button>
      <span className="unseen" role="status">
        {said}
      </span>
    </>
  );
}

/** Browsers have a clipboard only for pages that came encrypted or from the computer itself. */
async function putAway(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
