// What the preview is filled with: an example, a real event of the past, or data typed by hand.
import { useId, type Dispatch } from "react";
import { ago } from "../../../shared/time";
import type { Sample } from "../../api/wire";
import { useNow } from "../../shell/useNow";
import type { Action, Bench } from "../bench";
import { useSamples } from "../calls";
import { DATA_TAB, ofSample, textOf, valueOf } from "../data";
import { examplesOf } from "../files";

interface DataPickerProps {
  slug: string;
  bench: Bench;
  dispatch: Dispatch<Action>;
  onEdit: () => void;
  onSaveExample: () => void;
}

export function DataPicker({ slug, bench, dispatch, onEdit, onSaveExample }: DataPickerProps) {
  const samples = useSamples(slug);
  const now = useNow();
  const field = useId();
  const { choice, files } = bench;
  const events = samples.data ?? [];
  // An event that is gone from the list stays chosen.
  const isListed = choice.kind !== "event" || events.some((sample) => sample.message_id === choice.id);
  const choose = (value: string) => {
    const event = events.find((sample) => value === `event:${sample.message_id}`);
    const chosen = event ? ofSample(event) : value === "typed" ? { kind: "typed" as const, text: textOf(choice, files) } : { kind: "file" as const, name: value.slice("file:".length) };
    dispatch({ type: "chose", choice: chosen });
    if (value === "typed") edit(DATA_TAB);
  };
  const edit = (file: string) => {
    dispatch({ type: "opened", file });
    onEdit();
  };
  return (
    <div className="data-picker">
      <label htmlFor={field}>Filled with</label>
      <select id={field} className="data-choice" value={valueOf(choice)} onChange={(event) => choose(event.target.value)}>
        <optgroup label="Examples">
          {examplesOf(files).map((name) => (
            <option key={name} value={`file:${name}`}>
              {name}
            </option>
          ))}
        </optgroup>
        <optgroup label="Real events, newest first">
          {events.map((sample) => (
            <option key={sample.message_id} value={`event:${sample.message_id}`}>
              {wordsOf(sample, now)}
            </option>
          ))}
          {!isListed && <option value={valueOf(choice)}>an earlier event</option>}
          {events.length === 0 && <option disabled>{samples.isError ? "They can't be read now" : "None yet"}</option>}
        </optgroup>
        <optgroup label="Yours">
          <option value="typed">Typed by hand</option>
        </optgroup>
      </select>
      <button type="button" className="button button-small" onClick={() => edit(choice.kind === "file" ? choice.name : DATA_TAB)}>
        Edit data
      </button>
      {choice.kind !== "file" && (
        <button type="button" className="button button-small" onClick={onSaveExample}>
          Save as example
        </button>
      )}
    </div>
  );
}

function wordsOf(sample: Sample, now: Date): string {
  const to = sample.distinct_id ? ` to ${sample.distinct_id}` : "";
  return `${ago(new Date(sample.at_ms), { now })}${to}${sample.failed ? " (failed)" : ""}`;
}
