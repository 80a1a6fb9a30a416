import { type FormEvent, useEffect, useState } from "react";
import type { Api, Note } from "./api.ts";
import { failureText } from "./failure-text.ts";
import { dateAndTime } from "./time.ts";
import { useAction } from "./use-action.ts";

/** An ordinary page: it fetches and sends, and knows nothing of tokens. */
export function NotesPage({ api }: { api: Api }) {
  const [notes, setNotes] = useState<readonly Note[]>();
  const [draft, setDraft] = useState("");

  const load = useAction(async () => setNotes(await api.notes()));
  const add = useAction(async () => {
    const note = await api.addNote(draft);
    setNotes((others = []) => [note, ...others]);
    setDraft("");
  });

  // Once, when the page opens.
  useEffect(load.start, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.trim() !== "") add.start();
  };

  return (
    <>
      <form className="row" onSubmit={submit}>
        <input
          aria-label="New note"
          value={draft}
          maxLength={1000}
          autoComplete="off"
          placeholder="What is on your mind?"
          onChange={(event) => setDraft(event.target.value)}
        />
        <button type="submit" aria-disabled={add.running}>
          Add
        </button>
      </form>
      <p className="failure" role="alert">
        {failureText(add.error ?? load.error)}
      </p>
      {notes === undefined && load.error !== undefined && (
        <button type="button" className="quiet" onClick={load.start}>
          Load the notes
        </button>
      )}
      {notes?.length === 0 && <p className="empty">Nothing here yet.</p>}
      {notes !== undefined && notes.length > 0 && (
        <ul aria-label="Notes">
          {notes.map(({ id, text, created_at }) => (
            <li key={id}>
              <span>
                <bdi>{text}</bdi>
                <time dateTime={new Date(created_at).toISOString()}>{dateAndTime(created_at)}</time>
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
