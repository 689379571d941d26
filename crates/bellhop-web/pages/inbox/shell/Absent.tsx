// No conversation is open: the workspace has none, or the address names one that is not there.
import { Bell } from "../../shared/ui/Bell";

export function Absent({ empty, asked }: { empty: boolean; asked: string | undefined }) {
  if (empty) {
    return (
      <div className="state">
        <Bell />
        <h2>This workspace has no conversations yet</h2>
        <p>Give it a channel and a person, and they will appear here at once:</p>
        <pre className="recipe" tabIndex={0} aria-label="A command that adds a channel and a person">
          {`curl --json '{
  "users":    [{"id":"U1","name":"alice","real_name":"Alice Archer"}],
  "channels": [{"id":"C1","name":"general","kind":"public"}]
}' ${location.origin}/sim/seed`}
        </pre>
      </div>
    );
  }
  if (asked) {
    return (
      <div className="state">
        <h2>There is no conversation {asked}</h2>
        <p>It may not exist yet. It opens here as soon as it does.</p>
        <p>
          <a href="#/">Show another one</a>
        </p>
      </div>
    );
  }
  return (
    <div className="state">
      <h2>Choose a conversation</h2>
    </div>
  );
}
