// Catches what a malformed block throws while it is drawn. React offers this to classes only.
import { Component, type ReactNode } from "react";
import { Unsupported } from "./Unsupported";

interface BoundaryProps {
  block: unknown;
  children: ReactNode;
}

export class Boundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  /** An updated message brings another block: it gets its own chance. */
  override componentDidUpdate(before: BoundaryProps) {
    if (before.block !== this.props.block && this.state.failed) this.setState({ failed: false });
  }

  override render() {
    if (this.state.failed) return <Unsupported block={this.props.block} reason="malformed" />;
    return this.props.children;
  }
}
