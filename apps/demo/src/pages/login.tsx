import type { LoginCredentials } from "pawl/client";
import { useEffect, useState } from "react";
import { Brand } from "../brand.tsx";
import type { DemoLogin } from "../demo-logins.ts";
import { useTexts } from "../language/language.ts";
import { LanguageSwitch } from "../language/language-switch.tsx";
import { Dial } from "../panel/dial.tsx";
import { usePageHeading } from "../use-page-heading.ts";
import { LoginForm } from "./login-form.tsx";

interface LoginPageProps {
  login: (credentials: LoginCredentials) => Promise<unknown>;
  demoLogin?: DemoLogin | undefined;
}

export function LoginPage({ login, demoLogin }: LoginPageProps) {
  const texts = useTexts().login;
  const heading = usePageHeading(texts.title);
  return (
    <div className="login">
      <main className="login-form-side">
        <div className="login-top">
          <p className="brand">
            <Brand />
          </p>
          <LanguageSwitch />
        </div>
        <h1 ref={heading} tabIndex={-1}>
          {texts.title}
        </h1>
        <LoginForm login={login} demoLogin={demoLogin} />
      </main>
      <aside className="login-case" aria-label={texts.about}>
        <TurningDial unit={texts.generation} />
        <p>
          <strong>{texts.aboutTitle}</strong> {texts.aboutText}
        </p>
      </aside>
    </div>
  );
}

/** Shows the movement before anything is explained: a tooth every few seconds. */
function TurningDial({ unit }: { unit: string }) {
  const [turns, setTurns] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurns((before) => before + 1), 2500);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="login-dial" aria-hidden="true">
      <Dial generation={turns} unit={unit} />
    </div>
  );
}
