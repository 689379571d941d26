// An address that leads nowhere.
import { Link } from "wouter";
import { useTitle } from "./useTitle";

export function Absent({ what = "This page" }: { what?: string }) {
  useTitle("Not found");
  return (
    <div className="state">
      <h2>{what} does not exist</h2>
      <p>It may have been renamed, or the address has a slip of the pen.</p>
      <Link className="button" href="/templates">
        To the templates
      </Link>
    </div>
  );
}
