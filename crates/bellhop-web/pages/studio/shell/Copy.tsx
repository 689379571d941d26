// Puts a text where it can be pasted from, and says so.
import { useEffect, useState } from "react";

const SAID_MS = 2_000;

interface CopyProps {
  text: string;
  label: string;
  /** What the button is called where its words alone don't tell. */
  name?: string;
}

export function Copy({ text, label, name }: CopyProps) {
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
      <button type="button" className="button button-small" aria-label={name} onClick={() => void copy()}>
        {said || label}
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
