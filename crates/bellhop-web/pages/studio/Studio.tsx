// The whole page: whoever has no key is asked for it; then a bar with the places, and the place.
import { QueryClientProvider } from "@tanstack/react-query";
import { Router } from "wouter";
import { queries } from "./api/queries";
import { useKey } from "./api/key";
import { Places } from "./Places";
import { SignIn } from "./shell/SignIn";
import { TopBar } from "./shell/TopBar";
import { useHashPlace } from "./shell/useHash";

export function Studio() {
  const key = useKey();
  return (
    <QueryClientProvider client={queries}>
      <Router hook={useHashPlace}>
        <div className="studio">
          <button type="button" className="skip" onClick={() => document.getElementById("main")?.focus()}>
            Skip to the page
          </button>
          <TopBar signedIn={key !== undefined} />
          <main className="place" id="main" tabIndex={-1}>
            {key === undefined ? <SignIn /> : <Places />}
          </main>
        </div>
      </Router>
    </QueryClientProvider>
  );
}
