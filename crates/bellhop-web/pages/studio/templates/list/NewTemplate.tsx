// A new template: its name, and what it starts as. It is a draft until it is committed.
import { useMutation } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/call";
import { queries } from "../../api/queries";
import type { Health, Template } from "../../api/wire";
import { Dialog } from "../../shell/Dialog";
import { pathOf, readStamp, saveDraft } from "../calls";
import { isOfAnotherDraft } from "../overtaken";
import { slugOf, slugProblem, titleFor } from "../slug";
import { blank, likeAnother } from "../starter";

export function NewTemplate({ existing, onClose }: { existing: readonly Health[]; onClose: () => void }) {
  const [name, setName] = useState("");
  const [wasLeft, setWasLeft] = useState(false);
  const [start, setStart] = useState("");
  const [, go] = useLocation();
  const note = useId();
  const taken = existing.map((health) => health.slug);
  const slug = slugOf(name);
  const problem = slugProblem(slug, taken);
  // Who has typed nothing yet has done nothing wrong.
  const shown = name === "" && !wasLeft ? undefined : problem;
  const make = useMutation({
    mutationFn: async () => {
      // Somebody else may have had the same thought since the list was read.
      const taken = new Error(`There is a template “${slug}” already.`);
      if ((await readStamp(slug)).version !== null) throw taken;
      const like = start === "" ? undefined : await call<Template>("GET", pathOf(start));
      try {
        return await saveDraft(slug, like ? likeAnother(like.files, titleFor(name)) : blank(titleFor(name)), undefined);
      } catch (error) {
        throw isOfAnotherDraft(error) ? taken : error;
      }
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["templates"] });
      go(`/templates/${encodeURIComponent(slug)}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasLeft(true);
    if (!problem) make.mutate();
  };
  return (
    <Dialog title="New template" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div className="field">
          <label htmlFor={`${note}-name`}>Name</label>
          <input id={`${note}-name`} value={name} onChange={(event) => setName(event.target.value)} aria-describedby={note} aria-invalid={shown !== undefined} autoComplete="off" spellCheck={false} autoCapitalize="off" data-first placeholder="Order shipped" />
          <p className={shown ? "hint bad" : "hint"} id={note} role="status">
            {shown ?? (
              <>
                Your backend calls it <code>{slug || "order-shipped"}</code>, which can't be changed later.
              </>
            )}
          </p>
        </div>
        <label>
          Starting point
          <select value={start} onChange={(event) => setStart(event.target.value)}>
            <option value="">A small message that works</option>
            {existing.some((health) => health.version) && (
              <optgroup label="A copy of">
                {existing
                  .filter((health) => health.version)
                  .map((health) => (
                    <option key={health.slug}>{health.slug}</option>
                  ))}
              </optgroup>
            )}
          </select>
        </label>
        {make.isError && (
          <p className="notice notice-bad" role="alert">
            {make.error.message}
          </p>
        )}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={make.isPending}>
            {make.isPending ? "Making it…" : "Create"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
