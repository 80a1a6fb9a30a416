import { SessionExpired } from "pawl/react";
import { Brand } from "../brand.tsx";
import { Ratchet } from "../panel/ratchet.tsx";
import { usePageHeading } from "../use-page-heading.ts";

/** The session is over: the wheel stands still, and what the user had on the screen is gone from the document. */
export function EndedPage() {
  const heading = usePageHeading("Session ended");
  return (
    <div className="shell">
      <header className="masthead">
        <span className="brand">
          <Brand />
        </span>
      </header>
      <main className="page">
        <h1 ref={heading} tabIndex={-1}>
          Session ended
        </h1>
        <p className="page-lead">Your notes are safe, and wait for you to log in again.</p>
      </main>
      <div className="case">
        <div className="lifetime">
          <Ratchet generation={0} />
        </div>
      </div>
      <SessionExpired loginUrl="/login" />
    </div>
  );
}
