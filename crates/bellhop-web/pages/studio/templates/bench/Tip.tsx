// Three sentences for whoever has never seen a template; gone for good once they are put away.
import { useStored } from "../../../shared/useStored";
import { CloseIcon } from "../../../shared/ui/icons";

export function Tip() {
  const [seen, put] = useStored("bellhop.tip.template");
  if (seen) return null;
  return (
    <aside className="tip" aria-label="How to read a template">
      <p>
        What stands in <code>'quotes'</code> is what people read; <code>data.…</code> is what your backend sends, as in <code>example.json</code>. The <a href="#/library">library</a> shows all that a message can have.
      </p>
      <button type="button" className="icon-button" onClick={() => put("seen")} aria-label="Put this away">
        <CloseIcon />
      </button>
    </aside>
  );
}
