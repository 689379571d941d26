// One day of a conversation: its name, which stays in sight while the day is, and its rows.
import { TimelineRow } from "./TimelineRow";
import type { Day } from "../state/timeline";

export function DayRows({ day }: { day: Day }) {
  return (
    <div className="day">
      <div className="day-label" role="separator" aria-label={day.label}>
        <span>{day.label}</span>
      </div>
      {day.rows.map((row) => (
        <TimelineRow key={row.key} row={row} />
      ))}
    </div>
  );
}
