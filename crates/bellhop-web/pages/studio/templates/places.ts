// Where a problem or a finding points, and which marks that gives each file.
import type { Files, Finding, Problem } from "../api/wire";
import type { Mark } from "../editor/SourceEditor";

export interface Place {
  file: string;
  line: number;
  column?: number;
}

/** A path as errors name it, as the name of one of these files: they may have the folder before it. */
export function fileHere(path: string, slug: string, files: Files): string | undefined {
  if (path in files) return path;
  const folder = `${slug}/`;
  const inside = path.startsWith(folder) ? path.slice(folder.length) : undefined;
  return inside !== undefined && inside in files ? inside : undefined;
}

/** `file:line` as a place in one of these files. */
export function placeOfFinding(finding: Finding, slug: string, files: Files): Place | undefined {
  const [, path, line] = /^(.+):(\d+)$/.exec(finding.place ?? "") ?? [];
  const file = path === undefined ? undefined : fileHere(path, slug, files);
  return file === undefined ? undefined : { file, line: Number(line) };
}

export function placeOfProblem(problem: Problem, slug: string, files: Files): Place | undefined {
  const { file: path, line, column } = problem;
  if (path === undefined || line === undefined) return placeInWords(problem.message, slug, files);
  const file = fileHere(path, slug, files);
  return file === undefined ? undefined : { file, line, ...(column !== undefined && { column }) };
}

/** What is wrong with workflow.toml names the file and the key, and a place only where it is no TOML. */
function placeInWords(message: string, slug: string, files: Files): Place | undefined {
  const path = /^([^\s:]+\.[a-z]+)(:| is not )/.exec(message)?.[1];
  const file = path === undefined ? undefined : fileHere(path, slug, files);
  if (file === undefined) return undefined;
  const [, line, column] = /at line (\d+), column (\d+)/.exec(message) ?? [];
  if (line !== undefined) return { file, line: Number(line), column: Number(column) };
  const key = /`\[?([^`\]]+)\]?`/.exec(message)?.[1]?.split(".").at(-1) ?? "";
  const lines = (files[file] ?? "").split("\n");
  const at = lines.findIndex((text) => text.trim().replace(/^\[/, "").startsWith(key));
  return { file, line: at < 0 ? 1 : at + 1 };
}

/** What the editor shows in one file. */
export function marksOf(file: string, problem: Problem | null, findings: readonly Finding[], slug: string, files: Files): Mark[] {
  const marks: Mark[] = [];
  const place = problem && placeOfProblem(problem, slug, files);
  if (problem && place?.file === file) {
    marks.push({ line: place.line, ...(place.column !== undefined && { column: place.column }), severity: "error", message: wordsOf(problem) });
  }
  for (const finding of findings) {
    const made = placeOfFinding(finding, slug, files);
    if (made?.file === file) {
      marks.push({ line: made.line, severity: finding.severity, message: finding.message });
    }
  }
  return marks;
}

/** The block of the message that a finding is about, from 0. */
export function blockOf(finding: Finding): number | undefined {
  const index = /^\/blocks\/(\d+)(\/|$)/.exec(finding.pointer)?.[1];
  return index === undefined ? undefined : Number(index);
}

/** The words alone: the template's name, the place and the source line stand beside them. */
export function wordsOf(problem: Problem): string {
  if (problem.findings?.length) return "Slack would refuse this message.";
  const bare = problem.message.replace(/^template `[^`]*` (failed|is refused): /, "").replace(/^[^\s:/]+\/workflow\.toml/, "workflow.toml");
  if (problem.file === undefined || problem.line === undefined) return bare;
  const place = `${problem.file}:${problem.line}:${problem.column ?? 1}: `;
  const rest = bare.startsWith(place) ? bare.slice(place.length) : bare;
  return rest.replace(/\n\s*\d+ \|[\s\S]*$/, "");
}

/** The same as a sentence begins; a file's name or a piece of code stays as it is. */
export function asSentence(words: string): string {
  return /^[a-z]+[ ,]/.test(words) ? words.slice(0, 1).toUpperCase() + words.slice(1) : words;
}
