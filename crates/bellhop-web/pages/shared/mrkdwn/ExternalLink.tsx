// A link out of a message. An address that must not be clickable (see links.ts) stays as text.
import type { ReactNode } from "react";
import { safeHref } from "../links";

interface ExternalLinkProps {
  href: string | undefined;
  className?: string;
  children: ReactNode;
}

export function ExternalLink({ href, className, children }: ExternalLinkProps) {
  const address = safeHref(href);
  if (!address) return <span className={className}>{children}</span>;
  return (
    <a className={className} href={address} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
