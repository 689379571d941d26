// What could not be read or done, and the way to try again.
import { PlugIcon } from "../../shared/ui/icons";

interface FailureProps {
  /** What was being done: "The templates can't be shown". */
  what: string;
  error: Error;
  onRetry?: () => void;
}

export function Failure({ what, error, onRetry }: FailureProps) {
  return (
    <div className="state" role="alert">
      <span className="state-mark state-mark-bad">
        <PlugIcon />
      </span>
      <h2>{what}</h2>
      <p>{error.message}</p>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
