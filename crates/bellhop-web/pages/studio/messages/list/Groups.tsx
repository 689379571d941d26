// The states, gathered: each a view of its own.
import { Link } from "wouter";
import { GROUPS, isSame } from "../state/status";
import { addressOf, type View } from "../state/view";

export function Groups({ view }: { view: View }) {
  return (
    <nav className="message-groups" aria-label="What became of them">
      {GROUPS.map(({ name, statuses }) => (
        <Link key={name} href={addressOf({ ...view, statuses })} aria-current={isSame(statuses, view.statuses) ? "true" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
