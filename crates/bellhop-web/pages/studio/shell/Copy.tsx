// Copies a text, and says so.
import { useEffect, useState } from "react";

export function Copy({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState<"copied" | "failed">();
  useEffect(() => {
    const timer = setTimeout(() => setDone(undefined), 2_500);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = () => {
    // Browsers refuse it on a page that came over plain HTTP from another machine.
    const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    copying.then(
      () => setDone("copied"),
      () => setDone("failed"),
    );
  };
  return (
    <span className="copy">
      <button type="button" className="button button-small" onClick={copy}>
        {label}
      </button>
      <span role="status" className="hint">
        {done === "copied" && "Copied"}
        {done === "failed" && "The browser does not allow it here"}
      </span>
    </span>
  );
}
