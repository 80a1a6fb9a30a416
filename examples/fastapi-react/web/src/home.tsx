import { useSession } from "pawl/react";
import { useEffect, useRef } from "react";
import { AccountPage } from "./account.tsx";
import type { Api } from "./api.ts";
import { DevicesPage } from "./devices.tsx";
import { NotesPage } from "./notes.tsx";
import { type Page, pages, usePage } from "./use-page.ts";

interface HomeProps {
  api: Api;
  /** Of the user; empty until the API has said it. */
  email: string;
  onEmail: (email: string) => void;
}

/** Everything behind the login. */
export function Home({ api, email, onEmail }: HomeProps) {
  const { client, offline } = useSession();
  const page = usePage();

  useEffect(() => {
    // It is a nicety: without it, the user types the address once more.
    api.me().then(
      (me) => onEmail(me.email),
      () => onEmail(""),
    );
  }, [api, onEmail]);

  return (
    <>
      <header>
        <a className="brand" href="#notes">
          <img src="/icon.svg" alt="" width="26" height="26" />
          Notes
        </a>
        <nav aria-label="Pages">
          {Object.entries(pages).map(([name, title]) => (
            <a key={name} href={`#${name}`} aria-current={name === page ? "page" : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <div className="user">
          <span className="email">{email}</span>
          <button type="button" className="quiet" onClick={() => void client.logout()}>
            Log out
          </button>
        </div>
      </header>
      {offline && (
        <p className="notice" role="status">
          No connection. You are still logged in, and this page goes on by itself.
        </p>
      )}
      <main>
        <Heading page={page} />
        {page === "notes" && <NotesPage api={api} />}
        {page === "devices" && <DevicesPage />}
        {page === "account" && <AccountPage api={api} email={email} />}
      </main>
    </>
  );
}

/** Takes the focus when the page changes, so that it is read out; not when it is loaded, which browsers do themselves. */
function Heading({ page }: { page: Page }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current !== page) heading.current?.focus();
    shown.current = page;
    document.title = `${pages[page]} · Notes`;
  }, [page]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {pages[page]}
    </h1>
  );
}
