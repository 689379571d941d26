// The heading of a record; the focus goes to it when the place is opened, so that readers begin there.
import { useEffect, useRef, type ReactNode } from "react";

export function Heading({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h2 ref={heading} tabIndex={-1}>
      {children}
    </h2>
  );
}
