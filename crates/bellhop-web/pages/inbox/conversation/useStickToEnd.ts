// Keeps a scrolling log at its end while the reader is there, and remembers how far they saw.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** This close to the end counts as being there (pixels). */
const NEAR = 48;

export function useStickToEnd(latest: string | undefined) {
  const log = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticking = useRef(true);
  const [atEnd, setAtEnd] = useState(true);
  const [seen, setSeen] = useState(latest);

  const toEnd = useCallback(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, []);

  // Called before content is added above: what is in view then stays in view.
  const fromEnd = useRef<number>(undefined);
  const keepPlace = useCallback(() => {
    if (log.current) fromEnd.current = log.current.scrollHeight - log.current.scrollTop;
  }, []);
  useLayoutEffect(() => {
    if (log.current && fromEnd.current !== undefined) log.current.scrollTop = log.current.scrollHeight - fromEnd.current;
    fromEnd.current = undefined;
  });

  useEffect(() => {
    const element = log.current;
    if (!element) return;
    const watch = () => {
      sticking.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
      setAtEnd(sticking.current);
    };
    element.addEventListener("scroll", watch, { passive: true });
    return () => element.removeEventListener("scroll", watch);
  }, []);

  // Pictures that load and panes that change size move the end, too.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (sticking.current) toEnd();
    });
    if (log.current) observer.observe(log.current);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, [toEnd]);

  useLayoutEffect(() => {
    if (sticking.current) toEnd();
  }, [latest, toEnd]);

  useEffect(() => {
    if (atEnd) setSeen(latest);
  }, [atEnd, latest]);

  return { log, content, atEnd, seen, toEnd, keepPlace };
}
