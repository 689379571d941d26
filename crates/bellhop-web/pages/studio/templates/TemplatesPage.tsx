// Every template and how it does.
import { useState } from "react";
import { useTemplates } from "../api/queries";
import { Bones } from "../shell/Bones";
import { Failure } from "../shell/Failure";
import { useTitle } from "../shell/useTitle";
import { inOrder, matches } from "./health";
import { NewTemplate } from "./list/NewTemplate";
import { NoTemplates } from "./list/NoTemplates";
import { TemplateRows } from "./list/TemplateRows";

export function TemplatesPage() {
  useTitle("Templates");
  const templates = useTemplates();
  const [filter, setFilter] = useState("");
  const [isMaking, setIsMaking] = useState(false);
  const all = templates.data?.results ?? [];
  const shown = inOrder(all).filter((health) => matches(health, filter));
  const make = () => setIsMaking(true);
  if (templates.isPending) return <Bones what="the templates" />;
  if (templates.isError && !templates.data) {
    return <Failure what="The templates can't be shown" error={templates.error} onRetry={() => void templates.refetch()} />;
  }
  return (
    <div className="page">
      <div className="page-head">
        <h2>Templates</h2>
        <div className="page-tools">
          {all.length > 0 && <input type="search" className="filter" value={filter} onChange={(event) => setFilter(event.target.value)} placeholder="Filter by name, category, health" aria-label="Filter the templates" />}
          <button type="button" className="button button-main" onClick={make}>
            New template
          </button>
        </div>
      </div>
      {all.length === 0 ? (
        <NoTemplates onMake={make} />
      ) : (
        <>
          <p className="unseen" role="status">
            {filter && (shown.length === 1 ? "1 template" : `${shown.length} templates`)}
          </p>
          {shown.length > 0 ? (
            <TemplateRows templates={shown} />
          ) : (
            <div className="state">
              <h2>No template is like that</h2>
              <p>
                Nothing has “{filter}” in its name, its category or its health.{" "}
                <button type="button" className="link-button" onClick={() => setFilter("")}>
                  Show all {all.length}
                </button>
              </p>
            </div>
          )}
        </>
      )}
      {isMaking && <NewTemplate existing={all} onClose={() => setIsMaking(false)} />}
    </div>
  );
}
