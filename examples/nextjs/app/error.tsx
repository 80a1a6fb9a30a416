"use client";

import Link from "next/link";

/** What a page threw, a store that does not answer included: no reason to send anybody to log in. */
export default function ErrorPage({ reset }: { reset: () => void }) {
  return (
    <main>
      <h1>Not available just now</h1>
      <p>
        This has nothing to do with your login.{" "}
        <button type="button" onClick={reset}>
          Try again
        </button>{" "}
        or go <Link href="/">home</Link>.
      </p>
    </main>
  );
}
