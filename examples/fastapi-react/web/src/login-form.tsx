import type { LoginCredentials } from "pawl/client";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { loginFailureText } from "./failure-text.ts";

interface LoginFormProps {
  login: (credentials: LoginCredentials) => Promise<unknown>;
  /** Who is meant, if that is known. */
  email?: string;
  /** Whether nobody else is meant. */
  isTheirs?: boolean;
}

/** The form of the start page, and of the dialogs that ask for another login. */
export function LoginForm({ login, email = "", isTheirs = false }: LoginFormProps) {
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState("");
  const [running, setRunning] = useState(false);

  useEffect(() => first.current?.focus(), []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (running) return;
    const fields = new FormData(event.currentTarget);
    setRunning(true);
    setFailure("");
    try {
      await login({ email: String(fields.get("email")), password: String(fields.get("password")) });
    } catch (error) {
      setFailure(loginFailureText(error));
      setRunning(false);
    }
  };

  return (
    <form className="stack" onSubmit={submit}>
      <label>
        E-mail
        <input
          ref={email === "" ? first : undefined}
          name="email"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          defaultValue={email}
          readOnly={isTheirs && email !== ""}
          required
          aria-invalid={failure !== ""}
          aria-describedby={id}
        />
      </label>
      <label>
        Password
        <input
          ref={email === "" ? undefined : first}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          aria-invalid={failure !== ""}
          aria-describedby={id}
        />
      </label>
      <p className="failure" role="alert" id={id}>
        {failure}
      </p>
      <button type="submit" aria-disabled={running}>
        {running ? "Logging in…" : "Log in"}
      </button>
    </form>
  );
}
