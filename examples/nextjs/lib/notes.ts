// As in pawl.ts: one list for pages, routes and actions.
const processWide = globalThis as { exampleNotes?: Map<string, readonly string[]> };

function all(): Map<string, readonly string[]> {
  processWide.exampleNotes ??= new Map();
  return processWide.exampleNotes;
}

/** The notes of a user, newest first. */
export function notesOf(subject: string): readonly string[] {
  return all().get(subject) ?? ["This list was rendered on the server, for you."];
}

export function addNote(subject: string, text: string): void {
  all().set(subject, [text, ...notesOf(subject)].slice(0, 100));
}
