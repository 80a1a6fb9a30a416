import { type LoginCredentials, SessionError } from "pawl/client";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { Brand } from "../brand.tsx";
import { Dial } from "../panel/dial.tsx";
import { usePageHeading } from "../use-page-heading.ts";

/** Printed by the server, too; see server/seed.ts. */
const demoLogin = { email: "demo@example.com", password: "correct horse battery staple" };

type Login = (credentials: LoginCredentials) => Promise<unknown>;

export function LoginPage({ login }: { login: Login }) {
  const heading = usePageHeading("Log in");
  return (
    <div className="login">
      <main className="login-form-side">
        <p className="brand">
          <Brand />
        </p>
        <h1 ref={heading} tabIndex={-1}>
          Log in
        </h1>
        <LoginForm login={login} />
      </main>
      <aside className="login-case" aria-label="What Pawl is">
        <TurningDial />
        <p>
          <strong>A pawl is the catch in a ratchet.</strong> The wheel turns one way; whoever tries to turn it
          back trips the catch. Here, each refresh turns a session on by one tooth, and an old token that
          comes back is caught.
        </p>
      </aside>
    </div>
  );
}

/** Shows the movement before anything is explained: a tooth every few seconds. */
function TurningDial() {
  const [turns, setTurns] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurns((before) => before + 1), 2500);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="login-dial" aria-hidden="true">
      <Dial generation={turns} />
    </div>
  );
}

function LoginForm({ login }: { login: Login }) {
  const id = useId();
  const emailField = useRef<HTMLInputElement>(null);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [remember, setRemember] = useState(true);
  const [failure, setFailure] = useState("");
  const [running, setRunning] = useState(false);

  useEffect(() => {
    emailField.current?.focus();
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (running) return;
    setRunning(true);
    setFailure("");
    try {
      await login({ email, password, remember });
    } catch (error) {
      setFailure(loginFailure(error));
      setRunning(false);
    }
  };

  return (
    <form onSubmit={submit}>
      <div className="field">
        <label htmlFor={`${id}-email`}>E-mail</label>
        <input
          ref={emailField}
          id={`${id}-email`}
          className="input"
          type="email"
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          aria-invalid={failure !== ""}
          aria-describedby={`${id}-failure`}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </div>
      <PasswordField
        id={`${id}-password`}
        describedBy={`${id}-failure`}
        invalid={failure !== ""}
        value={password}
        onChange={setPassword}
      />
      <label className="checkbox">
        <input
          type="checkbox"
          name="remember"
          checked={remember}
          onChange={(event) => setRemember(event.target.checked)}
        />
        Stay logged in when the browser closes
      </label>
      <p className="alert" role="alert" id={`${id}-failure`}>
        {failure}
      </p>
      <button type="submit" className="button" aria-disabled={running}>
        {running ? "Logging in…" : "Log in"}
      </button>
      <div className="demo-login">
        <p>
          The demo’s login
          <code>{demoLogin.email}</code>
          <code>{demoLogin.password}</code>
        </p>
        <button
          type="button"
          className="button button-quiet"
          onClick={() => {
            setEmail(demoLogin.email);
            setPassword(demoLogin.password);
          }}
        >
          Fill in
        </button>
      </div>
    </form>
  );
}

interface PasswordFieldProps {
  id: string;
  describedBy: string;
  invalid: boolean;
  value: string;
  onChange: (value: string) => void;
}

/** A password that can be read back, pasted, and filled by a password manager (ASVS 6.2.6, 6.2.7). */
function PasswordField({ id, describedBy, invalid, value, onChange }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>Password</label>
      <div className="password-row">
        <input
          id={id}
          className="input"
          type={shown ? "text" : "password"}
          name="password"
          autoComplete="current-password"
          autoCapitalize="none"
          spellCheck={false}
          required
          aria-invalid={invalid}
          aria-describedby={describedBy}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <button
          type="button"
          className="password-toggle"
          aria-label={shown ? "Hide password" : "Show password"}
          onClick={() => setShown(!shown)}
        >
          {shown ? "Hide" : "Show"}
        </button>
      </div>
    </div>
  );
}

function loginFailure(error: unknown): string {
  if (error instanceof SessionError && error.code === "invalid_credentials") {
    return "The e-mail address or the password is not right.";
  }
  // No answer about the password, so none is given.
  return "Logging in did not work this time. Please try again in a moment.";
}
