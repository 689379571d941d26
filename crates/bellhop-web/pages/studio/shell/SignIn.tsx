// Whoever comes without a key: one field, tried before it is believed.
import { useMutation } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { Bell } from "../../shared/ui/Bell";
import { callWith, Refusal } from "../api/call";
import { signIn } from "../api/key";
import type { TemplateList } from "../api/wire";
import { useTitle } from "./useTitle";

export function SignIn() {
  useTitle("Sign in");
  const [given, setGiven] = useState("");
  const [remember, setRemember] = useState(false);
  const note = useId();
  const attempt = useMutation({
    mutationFn: (key: string) => callWith<TemplateList>(key, "GET", "/v1/template/"),
    onSuccess: (_, key) => signIn(key, remember),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate(given.trim());
  };
  return (
    <form className="sign-in" onSubmit={submit}>
      <Bell />
      <h2>Sign in to the studio</h2>
      <label>
        API key
        <input type="password" value={given} onChange={(event) => setGiven(event.target.value)} autoComplete="current-password" aria-describedby={note} aria-invalid={attempt.isError} required autoFocus />
      </label>
      <p className="hint" id={note}>
        {attempt.isError ? (
          <span className="bad" role="alert">
            {wordsOf(attempt.error)}
          </span>
        ) : (
          <>
            It is <code>workspace.api_key</code> in Bellhop's configuration; <code>bellhop demo</code> prints its own.
          </>
        )}
      </p>
      <label className="check">
        <input type="checkbox" checked={remember} onChange={(event) => setRemember(event.target.checked)} />
        Keep me signed in on this computer
      </label>
      <button type="submit" className="button button-main" disabled={attempt.isPending || given.trim() === ""}>
        {attempt.isPending ? "Signing in…" : "Sign in"}
      </button>
    </form>
  );
}

function wordsOf(error: Error): string {
  const isUnknown = error instanceof Refusal && (error.status === 401 || error.status === 403);
  return isUnknown ? "No workspace has this API key. Look for blanks or missing characters." : error.message;
}
