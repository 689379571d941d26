// What a file's own names mean, as far as completion needs it: found by looking, not by evaluating.

/** What the file calls slack.libsonnet; `slack` also before it is imported. */
export function libraryNames(text: string): Set<string> {
  const names = new Set(["slack"]);
  for (const [, name] of text.matchAll(/\blocal\s+([A-Za-z_]\w*)\s*=\s*import\s+['"]slack\.libsonnet['"]/g)) {
    names.add(name as string);
  }
  return names;
}

/** The names that the file gives to things, each once, in their order. */
export function ownNames(text: string): string[] {
  const names = new Set<string>();
  for (const [, name] of text.matchAll(/\b(?:local|for)\s+([A-Za-z_]\w*)/g)) {
    names.add(name as string);
  }
  for (const [, list] of text.matchAll(/\bfunction\s*\(([^()]*)\)/g)) {
    for (const parameter of (list as string).split(",")) {
      const name = /^\s*([A-Za-z_]\w*)/.exec(parameter)?.[1];
      if (name !== undefined) {
        names.add(name);
      }
    }
  }
  return [...names];
}

/** Values by what the file calls them: `data`, what was taken out of it, and one item of each loop. */
export function valuesByName(text: string, data: unknown): Map<string, unknown> {
  const values = new Map<string, unknown>([["data", data]]);
  const named = /\blocal\s+([A-Za-z_]\w*)\s*=\s*([A-Za-z_][\w.[\]'"$]*)\s*[;,]|\bfor\s+([A-Za-z_]\w*)\s+in\s+([A-Za-z_][\w.[\]'"$]*)/g;
  for (const [, name, path, item, listPath] of text.matchAll(named)) {
    if (name !== undefined) {
      values.set(name, valueAt(path as string, values));
    } else if (item !== undefined) {
      const list = valueAt(listPath as string, values);
      values.set(item, Array.isArray(list) ? (list as unknown[])[0] : undefined);
    }
  }
  return values;
}

/** The value at a path like `data.order.items[0]['unit price']`; undefined where there is none. */
export function valueAt(path: string, values: ReadonlyMap<string, unknown>): unknown {
  const [first, ...steps] = path.match(/[A-Za-z_$][\w$]*|\d+|'[^']*'|"[^"]*"/g) ?? [];
  let value = values.get(first ?? "");
  for (const step of steps) {
    const key = step.replace(/^(['"])(.*)\1$/, "$2");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
