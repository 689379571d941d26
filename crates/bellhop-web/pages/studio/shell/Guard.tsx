// Catches what a place throws while it is drawn or loaded: a tab that was open while Bellhop was replaced
// asks for scripts that are gone. React offers this to classes only.
import { Component, type ReactNode } from "react";
import { Failure } from "./Failure";

interface GuardProps {
  /** Where the reader is: another place gets its own chance. */
  place: string;
  children: ReactNode;
}

export class Guard extends Component<GuardProps, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(before: GuardProps) {
    if (before.place !== this.props.place && this.state.error) this.setState({ error: undefined });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return <Failure what="This page can't be shown" error={error} onRetry={() => location.reload()} />;
  }
}
