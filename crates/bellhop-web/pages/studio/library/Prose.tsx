// A purpose: words, with code between backticks.

export function Prose({ text }: { text: string }) {
  return (
    <p className="library-purpose">
      {text.split("`").map((part, index) =>
        index % 2 === 1 ? (
          <code key={index} className="code">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </p>
  );
}
