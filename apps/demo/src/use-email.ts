import { useUser } from "pawl/react";
import { useEffect, useState } from "react";
import type { DemoApi } from "./demo-api.ts";

/** The user's address, also while their session has ended; empty until it is known. */
export function useEmail(api: DemoApi): string {
  const subject = useUser()?.subject;
  const [known, setKnown] = useState({ subject, email: "" });

  useEffect(() => {
    if (subject === undefined) return;
    // The name in the corner is worth no error message: whatever is wrong shows where it matters.
    api.me().then(
      ({ email }) => setKnown({ subject, email }),
      () => undefined,
    );
  }, [api, subject]);

  return subject === undefined || known.subject === subject ? known.email : "";
}
