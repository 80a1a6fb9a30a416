import type { SessionExpiredContent } from "pawl/react";
import { useTexts } from "../language/language.ts";
import { LoginForm } from "./login-form.tsx";

/** The inside of the dialog that says that the session has ended: logging in here leaves the page as it is. */
export function LoginHere({
  title,
  description,
  titleId,
  descriptionId,
  login,
  loginHref,
  email,
}: SessionExpiredContent & { email: string }) {
  const { ended } = useTexts();
  return (
    <div className="login-here">
      <h2 id={titleId}>{title}</h2>
      <p id={descriptionId}>
        {description} {ended.kept}
      </p>
      <LoginForm login={login} email={email} />
      <a href={loginHref}>{ended.loginPage}</a>
    </div>
  );
}
