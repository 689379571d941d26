// One emoji; a name that is not known stays as it was typed.
import { emoji } from "../emoji";

export function Emoji({ name, characters }: { name: string; characters?: string | undefined }) {
  const text = characters ?? emoji(name);
  if (!text) return <>{`:${name}:`}</>;
  return (
    <span className="emoji" role="img" aria-label={name.replace(/[_-]+/g, " ").replace(/:+/g, ", ")} title={`:${name}:`}>
      {text}
    </span>
  );
}
