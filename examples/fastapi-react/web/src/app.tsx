import { InactivityWarning, SessionExpired, SignedIn, SignedOut, useSession } from "pawl/react";
import { type ReactNode, useState } from "react";
import type { Api } from "./api.ts";
import { Home } from "./home.tsx";
import { LoginForm } from "./login-form.tsx";

/**
 * The page is a function of the client's state: without a session that the server has confirmed, nothing private is to
 * be seen.
 */
export function App({ api }: { api: Api }) {
  const { client } = useSession();
  const [email, setEmail] = useState("");
  return (
    <>
      {/* Kept while the session has ended: who logs in again finds the half-written note. */}
      <SignedIn keep fallback={<p className="wait">One moment…</p>}>
        <Home api={api} email={email} onEmail={setEmail} />
      </SignedIn>
      <SignedOut>
        <Front title="Notes" lead="Log in to read and write yours.">
          <LoginForm login={client.login} />
        </Front>
      </SignedOut>
      <InactivityWarning />
      <SessionExpired loginUrl="/">
        {({ titleId, title, descriptionId, description, login }) => (
          <>
            <h2 id={titleId}>{title}</h2>
            <p id={descriptionId}>{description}</p>
            <LoginForm login={login} email={email} />
          </>
        )}
      </SessionExpired>
    </>
  );
}

function Front({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className="front">
      <img src="/icon.svg" alt="" width="44" height="44" />
      <h1>{title}</h1>
      <p>{lead}</p>
      {children}
    </main>
  );
}
