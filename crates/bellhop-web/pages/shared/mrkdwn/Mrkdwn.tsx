// mrkdwn text, drawn as Slack draws it.
import { useMemo } from "react";
import { Inlines } from "./Inlines";
import { parse } from "./parse";
import type { Piece } from "./tree";

export function Mrkdwn({ text }: { text: string }) {
  const pieces = useMemo(() => parse(text), [text]);
  return <Pieces pieces={pieces} />;
}

function Pieces({ pieces }: { pieces: Piece[] }) {
  return pieces.map((piece, index) => <OnePiece key={index} piece={piece} />);
}

function OnePiece({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case "lines":
      return (
        <div className="lines">
          <Inlines nodes={piece.children} />
        </div>
      );
    case "preformatted":
      return <pre className="preformatted">{piece.text}</pre>;
    case "quote":
      return (
        <blockquote className="quote">
          <Pieces pieces={piece.children} />
        </blockquote>
      );
  }
}
