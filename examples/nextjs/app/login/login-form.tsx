"use client";

import { SessionError } from "pawl/client";
import { useSession, useSessionExpired } from "pawl/react";
import { type FormEvent, useEffect, useState } from "react";

/** Logs in; and goes on at once if the browser turns out to be signed in, so a redirect too many does no harm. */
export function LoginForm({ returnTo }: { returnTo: string }) {
  const { status, client } = useSession();
  const ended = useSessionExpired({ loginUrl: "/login" });
  const [failure, setFailure] = useState("");

  useEffect(() => {
    // A whole new page, and not the router: what it has rendered before was for somebody else.
    if (status === "signedIn") location.replace(returnTo);
  }, [status, returnTo]);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setFailure("");
    try {
      await client.login({ email: String(fields.get("email")), password: String(fields.get("password")) });
    } catch (error) {
      const isWrong = error instanceof SessionError && error.code === "invalid_credentials";
      setFailure(
        isWrong ? "E-mail or password is wrong." : "The server cannot be reached. Please try again.",
      );
    }
  }

  return (
    <form onSubmit={submit}>
      {ended.open && <p role="status">{ended.description}</p>}
      <label>
        E-mail <input name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <p role="alert">{failure}</p>
      <button type="submit">Log in</button>
    </form>
  );
}
