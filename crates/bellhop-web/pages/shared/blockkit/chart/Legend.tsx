// Which colour is what.
import type { ReactNode } from "react";
import { colourOf } from "./data";

export function Legend({ names }: { names: readonly ReactNode[] }) {
  return (
    <ul className="bk-chart-legend">
      {names.map((name, index) => (
        <li key={index}>
          <span className="bk-chart-key" style={{ background: colourOf(index) }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
