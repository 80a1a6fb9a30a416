import { type Ref, useState } from "react";
import { useTexts } from "../language/language.ts";

interface PasswordFieldProps {
  id: string;
  ref: Ref<HTMLInputElement>;
  describedBy: string;
  invalid: boolean;
  value: string;
  onChange: (value: string) => void;
}

/** A password that can be read back, pasted, and filled by a password manager (ASVS 6.2.6, 6.2.7). */
export function PasswordField({ id, ref, describedBy, invalid, value, onChange }: PasswordFieldProps) {
  const { login } = useTexts();
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{login.password}</label>
      <div className="password-row">
        <input
          ref={ref}
          id={id}
          className="input"
          type={shown ? "text" : "password"}
          name="password"
          dir="ltr"
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
          aria-label={shown ? login.hidePassword : login.showPassword}
          onClick={() => setShown(!shown)}
        >
          {shown ? login.hide : login.show}
        </button>
      </div>
    </div>
  );
}
