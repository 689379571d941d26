// The bar above everything: the places, the theme, and the way out.
import { Link, useLocation } from "wouter";
import { Bell } from "../../shared/ui/Bell";
import { ThemeToggle } from "../../shared/ui/ThemeToggle";
import { signOut } from "../api/key";

const PLACES = [
  { path: "/templates", name: "Templates" },
  { path: "/messages", name: "Messages" },
  { path: "/library", name: "Library" },
];

export function TopBar({ signedIn }: { signedIn: boolean }) {
  const [path] = useLocation();
  return (
    <header className="topbar">
      <div className="brand">
        <Bell />
        <h1>
          Bellhop <span>studio</span>
        </h1>
      </div>
      {signedIn && (
        <nav className="places" aria-label="Places">
          {PLACES.map((place) => (
            <Link key={place.path} href={place.path} className="bar-button bar-button-wide" aria-current={path.startsWith(place.path) ? "page" : undefined}>
              {place.name}
            </Link>
          ))}
        </nav>
      )}
      <div className="topbar-tools">
        {signedIn && (
          <button type="button" className="bar-button bar-button-wide" onClick={signOut}>
            Sign out
          </button>
        )}
        <ThemeToggle />
      </div>
    </header>
  );
}
