import { type FormEvent, useEffect, useState } from "react";
import type { DemoApi, Note } from "../demo-api.ts";
import { useTexts } from "../language/language.ts";
import { dateAndTime } from "../time.ts";
import { useAction } from "../use-action.ts";
import { usePageHeading } from "../use-page-heading.ts";

/** An ordinary app: it fetches, adds and deletes, and knows nothing of tokens. */
export function NotesPage({ api }: { api: DemoApi }) {
  const texts = useTexts().notes;
  const heading = usePageHeading(texts.title);
  const [notes, setNotes] = useState<Note[]>();
  const [draft, setDraft] = useState("");

  const load = useAction(async () => setNotes(await api.listNotes()));
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
      <h1 ref={heading} tabIndex={-1}>
        {texts.title}
      </h1>
      <p className="page-lead">{texts.lead}</p>
      <form className="note-form" onSubmit={submit}>
        <label className="visually-hidden" htmlFor="note">
          {texts.field}
        </label>
        <input
          id="note"
          className="input"
          value={draft}
          maxLength={1000}
          autoComplete="off"
          placeholder={texts.placeholder}
          dir="auto"
          onChange={(event) => setDraft(event.target.value)}
        />
        <button type="submit" className="button" aria-disabled={add.running}>
          {texts.add}
        </button>
      </form>
      <p className="alert" role="alert">
        {add.failure || load.failure}
      </p>
      {notes?.length === 0 && <p className="empty">{texts.empty}</p>}
      {notes !== undefined && notes.length > 0 && (
        <ul className="notes" aria-label={texts.title}>
          {notes.map((note) => (
            <NoteItem
              key={note.id}
              note={note}
              remove={async () => {
                await api.deleteNote(note.id);
                setNotes((all) => all?.filter((other) => other.id !== note.id));
              }}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function NoteItem({ note, remove }: { note: Note; remove: () => Promise<void> }) {
  const { lang, notes } = useTexts();
  const removal = useAction(remove);
  return (
    <li>
      <div className="note-text">
        <span className="note-body" dir="auto">
          {note.text}
        </span>
        <time className="note-time" dateTime={new Date(note.created_at).toISOString()}>
          {dateAndTime(note.created_at, lang)}
        </time>
        {removal.failure !== "" && <span role="alert">{removal.failure}</span>}
      </div>
      <button
        type="button"
        className="note-delete"
        aria-label={notes.remove(note.text)}
        aria-disabled={removal.running}
        onClick={removal.start}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M3,3L13,13M13,3L3,13" />
        </svg>
      </button>
    </li>
  );
}
