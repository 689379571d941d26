// The four figures that say how a sender is doing.
import type { Stats } from "../state/wire";

export function Figures({ stats }: { stats: Stats }) {
  const figures = [
    { name: "Calls", value: stats.calls, tone: "plain" },
    { name: "Accepted", value: stats.accepted, tone: "good" },
    { name: "Rate limited", value: stats.rate_limited, tone: stats.rate_limited > 0 ? "wait" : "plain" },
    { name: "Rejected", value: stats.rejected, tone: stats.rejected > 0 ? "bad" : "plain" },
  ];
  return (
    <dl className="figures">
      {figures.map(({ name, value, tone }) => (
        <div key={name} data-tone={tone}>
          <dt>{name}</dt>
          <dd>{value.toLocaleString()}</dd>
        </div>
      ))}
    </dl>
  );
}
