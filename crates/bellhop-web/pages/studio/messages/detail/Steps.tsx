// The record itself, step by step, for those who want it as it is.
import { Moment } from "../Moment";
import { countOf } from "../state/words";
import type { Step } from "../state/wire";

export function Steps({ steps }: { steps: Step[] }) {
  return (
    <details className="message-steps">
      <summary>The record as it is: {countOf(steps.length, "step")}</summary>
      <div className="rows-wrap">
        <table className="rows">
          <thead>
            <tr>
              {["When", "Step", "Detail"].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step, place) => (
              <tr key={place}>
                <td className="quiet message-when">
                  <Moment ms={step.at_ms} as="clock" />
                </td>
                <td>
                  <code>{step.what}</code>
                </td>
                <td className="message-said">{step.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
