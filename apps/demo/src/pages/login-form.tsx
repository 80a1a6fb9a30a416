import { type LoginCredentials, SessionError } from "pawl/client";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { type DemoLogin, demoLogin as usualLogin } from "../demo-logins.ts";
import { useTexts } from "../language/language.ts";
import { PasswordField } from "./password-field.tsx";

interface LoginFormProps {
  login: (credentials: LoginCredentials) => Promise<unknown>;
  /** Whose page this is, if it is known. */
  email?: string;
  demoLogin?: DemoLogin | undefined;
}

/** The form of the login page, and of the dialog that says that the session has ended. */
export function LoginForm({ login, email: known = "", demoLogin = usualLogin }: LoginFormProps) {
  const texts = useTexts().login;
  const id = useId();
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [remember, setRemember] = useState(true);
  const [failure, setFailure] = useState<"wrong" | "unavailable">();
  const [running, setRunning] = useState(false);

  useEffect(() => {
    (known ? passwordField : emailField).current?.focus();
  }, [known]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (running) return;
    setRunning(true);
    setFailure(undefined);
    try {
      await login({ email, password, remember });
    } catch (error) {
      // Without an answer about the password, none is given.
      const wrong = error instanceof SessionError && error.code === "invalid_credentials";
      setFailure(wrong ? "wrong" : "unavailable");
      setRunning(false);
    }
  };

  return (
    <form className="login-form" onSubmit={submit}>
      <div className="field">
        <label htmlFor={`${id}-email`}>{texts.email}</label>
        <input
          ref={emailField}
          id={`${id}-email`}
          className="input"
          type="email"
          name="email"
          dir="ltr"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          aria-invalid={failure !== undefined}
          aria-describedby={`${id}-failure`}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </div>
      <PasswordField
        id={`${id}-password`}
        ref={passwordField}
        describedBy={`${id}-failure`}
        invalid={failure !== undefined}
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
        {texts.remember}
      </label>
      <p className="alert" role="alert" id={`${id}-failure`}>
        {failure && texts[failure]}
      </p>
      <button type="submit" className="button" aria-disabled={running}>
        {running ? texts.running : texts.submit}
      </button>
      <div className="demo-login">
        <p>
          {texts.demoLogin}
          <code dir="ltr">{demoLogin.email}</code>
          <code dir="ltr">{demoLogin.password}</code>
        </p>
        <button
          type="button"
          className="button button-quiet"
          onClick={() => {
            setEmail(demoLogin.email);
            setPassword(demoLogin.password);
          }}
        >
          {texts.fillIn}
        </button>
      </div>
    </form>
  );
}
