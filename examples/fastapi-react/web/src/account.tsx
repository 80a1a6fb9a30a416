import { type FormEvent, useState } from "react";
import { type Api, LoginTooOldError } from "./api.ts";
import { ConfirmLogin } from "./confirm-login.tsx";
import { failureText } from "./failure-text.ts";
import { useAction } from "./use-action.ts";

/** As api/notes_api/passwords.py has it. */
const shortestPassword = 12;

/** Changes the password, for which the API wants a recent login, and says what that did. */
export function AccountPage({ api, email }: { api: Api; email: string }) {
  const [password, setPassword] = useState("");
  const [done, setDone] = useState("");

  const change = useAction(async () => {
    setDone("");
    const { ended } = await api.changePassword(password);
    setPassword("");
    const others = ended === 1 ? "one other device is" : `${ended} other devices are`;
    setDone(`Your password is changed${ended === 0 ? "." : `, and ${others} logged out.`}`);
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.start();
  };

  const isTooOld = change.error instanceof LoginTooOldError;
  return (
    <>
      <p className="lead">A new password logs you out everywhere but here.</p>
      <form className="stack narrow" onSubmit={submit}>
        {/* So that a password manager knows whose it is. */}
        <input name="email" type="email" autoComplete="username" value={email} readOnly hidden />
        <label>
          New password
          <input
            type="password"
            autoComplete="new-password"
            minLength={shortestPassword}
            maxLength={256}
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <p className="failure" role="alert">
          {!isTooOld && failureText(change.error)}
        </p>
        <p className="done" role="status">
          {done}
        </p>
        <button type="submit" aria-disabled={change.running}>
          Change the password
        </button>
      </form>
      {isTooOld && <ConfirmLogin email={email} onConfirmed={change.start} onCancelled={change.forget} />}
    </>
  );
}
