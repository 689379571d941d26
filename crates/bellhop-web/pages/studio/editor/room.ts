// A room of its own for an editor in the page: a shadow root. The editor writes its styles itself; in a
// shadow root it does so by adopted style sheets, which a strict content security policy allows, and
// not by <style> elements, which it forbids.
import syntax from "../styles/syntax.css?inline";

let sheet: CSSStyleSheet | undefined;

/** The room in `host`, empty. */
export function roomIn(host: HTMLElement): ShadowRoot {
  const room = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  room.replaceChildren();
  const words = wordColours();
  if (!room.adoptedStyleSheets.includes(words)) {
    room.adoptedStyleSheets.push(words);
  }
  return room;
}

/** A text that describes something in the room, for screen readers alone. */
export function describeIn(room: ShadowRoot, id: string, text: string): void {
  const note = document.createElement("p");
  note.id = id;
  note.hidden = true;
  note.textContent = text;
  room.append(note);
}

function wordColours(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(syntax);
  }
  return sheet;
}
