// The editor itself, which is loaded when the first one is shown.
import { useEffect, useLayoutEffect, useRef } from "react";
import { Desk } from "./desk";
import type { SourceEditorProps } from "./SourceEditor";

export default function Editor(props: SourceEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const desk = useRef<Desk>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useLayoutEffect(() => {
    if (host.current === null) {
      return;
    }
    const opened = new Desk(host.current, latest.current);
    desk.current = opened;
    return () => {
      desk.current = undefined;
      opened.close();
    };
  }, []);

  useEffect(() => desk.current?.show(props));

  return <div className="source-editor" ref={host} />;
}
