// Where the folder's files say what is served, the draft is carried there by hand or by git.
import { Copy } from "../../shell/Copy";
import { Dialog } from "../../shell/Dialog";
import type { Change } from "../files";

interface FilesSourceProps {
  slug: string;
  changes: readonly Change[];
  onClose: () => void;
}

export function FilesSource({ slug, changes, onClose }: FilesSourceProps) {
  return (
    <Dialog title="Commit" onClose={onClose}>
      <p>
        Here the files of the templates' folder say what is served (<code>templates.source = "files"</code>), so that they can be kept in git. Put the changed files into the folder <code>{slug}/</code>: Bellhop notices within seconds, and the draft stays here until it is discarded.
      </p>
      {changes.length === 0 ? (
        <p className="hint">There is nothing to carry: the draft is as it is served.</p>
      ) : (
        <ul className="carry-list" aria-label="What changed">
          {changes.map((change) => (
            <li key={change.file}>
              <code>{change.file}</code>
              {change.kind === "removed" ? (
                <span className="quiet">removed</span>
              ) : (
                <>
                  <Copy text={change.after} label={`Copy ${change.file}`} />
                  <button type="button" className="button button-small" onClick={() => download(change)}>
                    Download
                    <span className="unseen"> {change.file}</span>
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

function download({ file, after }: Change): void {
  const address = URL.createObjectURL(new Blob([after], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file.split("/").at(-1) ?? file;
  link.click();
  URL.revokeObjectURL(address);
}
