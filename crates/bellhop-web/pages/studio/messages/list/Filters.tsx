// What is looked for. Nothing happens while somebody types; what is chosen or entered goes into the
// address.
import { useId, useState, type FormEvent } from "react";
import { useTemplates } from "../../api/queries";
import type { View } from "../state/view";

interface FiltersProps {
  view: View;
  onShow: (view: View) => void;
}

export function Filters({ view, onShow }: FiltersProps) {
  const [search, setSearch] = useState(view.search);
  const note = useId();
  const templates = useTemplates();
  const slugs = templates.data?.results.map((template) => template.slug) ?? [];
  // One that is gone may still have messages.
  const known = view.template === "" || slugs.includes(view.template) ? slugs : [view.template, ...slugs];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onShow({ ...view, search: search.trim() });
  };
  return (
    <form className="message-filters" role="search" onSubmit={submit}>
      <label className="message-search">
        Search
        <input type="search" value={search} onChange={(event) => setSearch(event.target.value)} maxLength={255} placeholder="u-1842" aria-describedby={note} spellCheck={false} autoComplete="off" />
      </label>
      <button type="submit" className="button">
        Search
      </button>
      <label>
        Template
        <select value={view.template} onChange={(event) => onShow({ ...view, template: event.target.value })}>
          <option value="">Any template</option>
          {known.map((slug) => (
            <option key={slug}>{slug}</option>
          ))}
        </select>
      </label>
      <p className="hint" id={note}>
        A recipient, a channel, user or e-mail, the id of a message or trigger, or an idempotency key: as it is, not a part of it.
      </p>
      {view.recipient !== "" && (
        <p className="message-recipient">
          <span className="badge">Only for {view.recipient}</span>
          <button type="button" className="button button-plain button-small" onClick={() => onShow({ ...view, recipient: "" })}>
            Show all recipients
          </button>
        </p>
      )}
    </form>
  );
}
