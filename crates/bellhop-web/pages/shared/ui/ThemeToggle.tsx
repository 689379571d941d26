// Light or dark. Until the reader chooses, the system decides; the style sheets need nothing but
// color-scheme, because every colour of theirs is a light-dark() pair.
import { useLayoutEffect } from "react";
import { useMedia } from "../useMedia";
import { useStored } from "../useStored";
import { MoonIcon, SunIcon } from "./icons";

export function ThemeToggle() {
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const [chosen, choose] = useStored("bellhop.theme");
  const dark = chosen ? chosen === "dark" : systemDark;
  useLayoutEffect(() => {
    document.documentElement.style.colorScheme = chosen ? (dark ? "dark" : "light") : "";
  }, [chosen, dark]);
  const next = dark ? "light" : "dark";
  return (
    <button type="button" className="bar-button" onClick={() => choose(next)} aria-label={`Switch to ${next} theme`} title={`Switch to ${next} theme`}>
      {dark ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}
