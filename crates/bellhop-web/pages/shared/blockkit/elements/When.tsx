// Date and time pickers, as the browser's own.
import type { Datepicker, DateTimepicker, Timepicker } from "@slack/types";
import { useReport } from "../interaction";

type Picker = Datepicker | Timepicker | DateTimepicker;

const TYPES = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" } as const;

export function When({ picker, label }: { picker: Picker; label?: string | undefined }) {
  const report = useReport();
  const placeholder = "placeholder" in picker ? picker.placeholder?.text : undefined;
  return (
    <input
      className="bk-menu bk-when"
      type={TYPES[picker.type]}
      aria-label={label ?? placeholder ?? "Date or time"}
      defaultValue={initial(picker)}
      onChange={({ currentTarget: { value } }) =>
        report({ type: picker.type, label: value, actionId: picker.action_id, value })
      }
    />
  );
}

function initial(picker: Picker): string | undefined {
  switch (picker.type) {
    case "datepicker":
      return picker.initial_date;
    case "timepicker":
      return picker.initial_time;
    case "datetimepicker":
      return picker.initial_date_time === undefined ? undefined : localMinute(picker.initial_date_time);
  }
}

/** Seconds since the epoch as the "2026-01-31T09:30" that the browser's input reads. */
function localMinute(seconds: number): string {
  const at = new Date(seconds * 1000);
  at.setMinutes(at.getMinutes() - at.getTimezoneOffset());
  return at.toISOString().slice(0, 16);
}
