// A person that Bellhop knows: chosen from the list, or typed where there are too many to list.
import { useId } from "react";
import { useUsers, type User } from "../calls";
import { ToldBy } from "./ToldBy";
import type { TestChoice } from "./testTo";

interface ToPersonProps {
  chosen: TestChoice;
  onChoose: (choice: TestChoice) => void;
}

export function ToPerson({ chosen, onChoose }: ToPersonProps) {
  const users = useUsers();
  const field = useId();
  const all = users.data?.results ?? [];
  const isEmpty = users.isSuccess && all.length === 0;
  return (
    <div className="field">
      <label htmlFor={field}>Person</label>
      <input id={field} list={`${field}-people`} value={chosen.person} onChange={(event) => onChoose({ ...chosen, person: event.target.value })} placeholder={all[0]?.distinct_id ?? "distinct_id"} aria-describedby={`${field}-note`} autoComplete="off" spellCheck={false} data-first />
      <datalist id={`${field}-people`}>
        {all.map((user) => (
          <option key={user.distinct_id} value={user.distinct_id}>
            {nameOf(user)}
          </option>
        ))}
      </datalist>
      <p className="hint" id={`${field}-note`}>
        {users.isError ? (
          `The people can't be listed: ${users.error.message}`
        ) : isEmpty ? (
          <>
            Bellhop knows nobody yet. Your backend tells it of people and channels: <ToldBy />.
          </>
        ) : (
          "Whoever Bellhop knows, by the id that your backends use."
        )}
      </p>
    </div>
  );
}

function nameOf({ properties }: User): string {
  const parts = ["name", "first_name", "last_name"].map((key) => properties?.[key]);
  return parts.filter((part) => typeof part === "string").join(" ");
}
