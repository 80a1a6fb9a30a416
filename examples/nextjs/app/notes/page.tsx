import { initialSession } from "pawl/next";
import { notesOf } from "../../lib/notes.ts";
import { pawl } from "../../lib/pawl.ts";
import { session } from "../../lib/session.ts";
import { RenderedFor } from "../session.tsx";
import { addNote } from "./actions.ts";
import { AskApi } from "./ask-api.tsx";
import { Greeting } from "./greeting.tsx";
import { LogoutButton } from "./logout-button.tsx";
import { Restore } from "./restore.tsx";

export default async function NotesPage() {
  const found = await session();
  // No cookie came, or none that says anything: not a logout, so no redirect. The client knows, or asks.
  if (found === undefined) return <Restore />;
  return (
    <RenderedFor session={initialSession(pawl, found)}>
      <main>
        <h1>Your notes</h1>
        <Greeting />
        <form action={addNote.bind(null, found.subject)}>
          <label>
            New note <input name="text" required maxLength={200} />
          </label>
          <button type="submit">Add</button>
        </form>
        <ul>
          {notesOf(found.subject).map((text, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: notes have no names, and the list is rendered as a whole.
            <li key={index}>{text}</li>
          ))}
        </ul>
        <AskApi />
        <LogoutButton />
      </main>
    </RenderedFor>
  );
}
