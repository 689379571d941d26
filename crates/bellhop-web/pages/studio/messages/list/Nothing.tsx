// No message: none was sent yet, or none fits.
import { Link } from "wouter";
import { Bell } from "../../../shared/ui/Bell";
import { useTemplates } from "../../api/queries";
import { EVERYTHING, isNarrowed, type View } from "../state/view";
import type { Found } from "../state/wire";

interface NothingProps {
  view: View;
  last: Found | undefined;
  onShow: (view: View) => void;
}

export function Nothing({ view, last, onShow }: NothingProps) {
  const slugs = useTemplates().data?.results.map((template) => template.slug) ?? [];
  const slug = slugs.includes("welcome") ? "welcome" : (slugs[0] ?? "welcome");
  if (last?.after) {
    return (
      <div className="state message-nothing">
        <h3>Nothing among the newest</h3>
        <p>What you look for may be older.</p>
      </div>
    );
  }
  if (isNarrowed(view)) {
    const nothingGivenUp = view.search === "" && view.template === "" && view.recipient === "";
    return (
      <div className="state message-nothing">
        <h3>{nothingGivenUp ? "There are none" : "No message fits"}</h3>
        <p>{nothingGivenUp ? "No message is like this now." : "The search takes whole names and ids. Records are kept for a while only: retention.record_days says how long."}</p>
        <button type="button" className="button" onClick={() => onShow(EVERYTHING)}>
          Show all messages
        </button>
      </div>
    );
  }
  return (
    <div className="state message-nothing">
      <Bell />
      <h3>Nothing was sent yet</h3>
      <p>Messages show here as soon as a backend says what happened. Try it from a terminal:</p>
      <pre className="message-example" tabIndex={0} aria-label="A command that sends a message">
        {command(location.origin, slug)}
      </pre>
      <p>Or open a template and send yourself a test.</p>
      <Link className="button" href="/templates">
        To the templates
      </Link>
    </div>
  );
}

function command(origin: string, slug: string): string {
  const body = `{"workflow": "${slug}", "data": {"invited_by": "Priya"}, "recipients": [\n      {"distinct_id": "ada", "first_name": "Ada", "$channels": ["slack"],\n       "$slack": {"email": "ada@example.com", "access_token": "xoxb-…"}}]}`;
  return `curl ${origin}/trigger/ \\\n  -H 'Authorization: Bearer YOUR_API_KEY' \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
}
