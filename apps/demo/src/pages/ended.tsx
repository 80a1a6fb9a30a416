import { Brand } from "../brand.tsx";
import { useTexts } from "../language/language.ts";
import { Ratchet } from "../panel/ratchet.tsx";
import { usePageHeading } from "../use-page-heading.ts";

/** The session is over: the wheel stands still, and nothing that the user had on the screen is to be seen. */
export function EndedPage() {
  const { ended } = useTexts();
  const heading = usePageHeading(ended.title);
  return (
    <div className="ended">
      <div className="shell">
        <header className="masthead">
          <span className="brand">
            <Brand />
          </span>
        </header>
        <main className="page">
          <h1 ref={heading} tabIndex={-1}>
            {ended.title}
          </h1>
          <p className="page-lead">{ended.lead}</p>
        </main>
        <div className="case">
          <div className="lifetime">
            <Ratchet generation={0} />
          </div>
        </div>
      </div>
    </div>
  );
}
