// Sends the message as the preview shows it, and follows it until it has arrived or has not.
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Files } from "../../api/wire";
import { Dialog } from "../../shell/Dialog";
import { Segments } from "../../shell/Segments";
import { sendTest } from "../calls";
import { nameOf, readData, textOf, wordsOfChoice, type Choice } from "../data";
import { ToPerson } from "./ToPerson";
import { ToPlace } from "./ToPlace";
import { TestProgress } from "./TestProgress";
import { toOf, useTestTo, type TestChoice } from "./testTo";

interface TestDialogProps {
  slug: string;
  files: Files;
  choice: Choice;
  /** Whether the preview shows that there is no message. */
  hasProblem: boolean;
  onClose: () => void;
}

const WAYS = [
  { value: "person", label: "A person" },
  { value: "place", label: "A channel or address" },
] as const;

export function TestDialog({ slug, files, choice, hasProblem, onClose }: TestDialogProps) {
  const [chosen, setChosen] = useTestTo();
  const [wasLeft, setWasLeft] = useState(false);
  const to = toOf(chosen);
  const send = useMutation({
    mutationFn: async () => {
      const read = readData(textOf(choice, files), nameOf(choice));
      if ("problem" in read) throw new Error(read.problem.message);
      if (!to) throw new Error("Say first to whom it goes.");
      return sendTest(slug, files, read.data, to);
    },
  });
  const choose = (choice: TestChoice) => {
    setChosen(choice);
    setWasLeft(false);
    send.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasLeft(true);
    if (to) send.mutate();
  };
  return (
    <Dialog title="Send me a test" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <p>The message as the preview shows it, filled with {wordsOfChoice(choice)}. It goes the way of every other message, marked as a test in its record.</p>
        <Segments label="To whom" options={WAYS} chosen={chosen.way} onChoose={(way) => choose({ ...chosen, way })} />
        {chosen.way === "person" ? <ToPerson chosen={chosen} onChoose={choose} /> : <ToPlace chosen={chosen} onChoose={setChosen} />}
        {wasLeft && !to && (
          <p className="hint bad" role="alert">
            {chosen.way === "person" ? "Say to which person." : "Say through which connection, and where to."}
          </p>
        )}
        {hasProblem && !send.isError && (
          <p className="notice notice-wait">
            <span className="notice-words">There is no message now: the preview says why.</span>
          </p>
        )}
        {send.isError && (
          <p className="notice notice-bad" role="alert">
            <span className="notice-words preserve">{send.error.message}</span>
          </p>
        )}
        {send.data && <TestProgress key={send.data.message_id} sent={send.data} />}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
          <button type="submit" className="button button-main" disabled={send.isPending}>
            {send.isPending ? "Sending…" : send.data ? "Send again" : "Send"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
