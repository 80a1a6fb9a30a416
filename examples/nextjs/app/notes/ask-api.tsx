"use client";

import { useSession } from "pawl/react";
import { useState } from "react";

/** Calls the API with the access token; that it had expired, nobody sees. */
export function AskApi() {
  const { client } = useSession();
  const [answer, setAnswer] = useState("");

  async function ask(): Promise<void> {
    try {
      const response = await client.fetch("/api/notes");
      const notes: readonly string[] = await response.json();
      setAnswer(`The API knows ${notes.length} of them.`);
    } catch {
      setAnswer("The API cannot be reached just now.");
    }
  }

  return (
    <p>
      <button type="button" onClick={ask}>
        Ask the API
      </button>{" "}
      <output>{answer}</output>
    </p>
  );
}
