import type { LoginCredentials } from "pawl/client";
import { useSession, useUser } from "pawl/react";
import { useId, useLayoutEffect, useRef } from "react";
import { LoginForm } from "./login-form.tsx";

interface ConfirmLoginProps {
  email: string;
  /** Called after another login, which has replaced the session. */
  onConfirmed: () => void;
  onCancelled: () => void;
}

/** Asks whoever sits there for the password again, before something delicate. */
export function ConfirmLogin({ email, onConfirmed, onCancelled }: ConfirmLoginProps) {
  const { client } = useSession();
  const user = useUser();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  // Before the form looks for the focus.
  useLayoutEffect(() => dialog.current?.showModal(), []);

  const confirm = async (credentials: LoginCredentials) => {
    const { subject } = await client.login(credentials);
    // What one user was about to do, another one does not.
    if (subject === user?.subject) onConfirmed();
  };

  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onCancelled}>
      <h2 id={id}>Please log in again</h2>
      <p>Your login was a while ago, and this needs a fresh one.</p>
      <LoginForm login={confirm} email={email} isTheirs />
      <button type="button" className="quiet" onClick={onCancelled}>
        Cancel
      </button>
    </dialog>
  );
}
