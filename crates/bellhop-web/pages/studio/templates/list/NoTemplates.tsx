// The first moments of an installation: how to begin.
import { Bell } from "../../../shared/ui/Bell";

export function NoTemplates({ onMake }: { onMake: () => void }) {
  return (
    <div className="state">
      <Bell />
      <h2>Write your first message</h2>
      <p>A template says what Slack shows when something happens. You begin with one that works, change its words, and see at once what it becomes. Nothing is sent to anybody until you commit it.</p>
      <button type="button" className="button button-main" onClick={onMake}>
        Write a template
      </button>
      <p className="hint">
        Who keeps templates in files begins with <code>bellhop new my-first</code>.
      </p>
    </div>
  );
}
