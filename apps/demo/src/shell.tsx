import type { ReactNode } from "react";
import { Brand } from "./brand.tsx";
import { useTexts } from "./language/language.ts";
import { LanguageSwitch } from "./language/language-switch.tsx";
import { Link } from "./router.tsx";

interface ShellProps {
  path: string;
  email: string;
  logout: () => void;
  /** Above the page, when there is something to say about the connection. */
  notice?: ReactNode;
  panel: ReactNode;
  children: ReactNode;
}

/** Around every page behind the login: where one is, who one is, and the way out (ASVS 7.4.4). */
export function Shell({ path, email, logout, notice, panel, children }: ShellProps) {
  const { shell, notes, devices } = useTexts();
  const pages = [
    ["/", notes.title],
    ["/devices", devices.title],
  ] as const;
  return (
    <div className="shell">
      <header className="masthead">
        <Link href="/" className="brand" aria-label={shell.startPage}>
          <Brand />
        </Link>
        <nav aria-label={shell.pages}>
          {pages.map(([href, name]) => (
            <Link key={href} href={href} aria-current={href === path ? "page" : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <div className="masthead-account">
          <LanguageSwitch />
          <span>{email}</span>
          <button type="button" className="button button-quiet" onClick={logout}>
            {shell.logout}
          </button>
        </div>
      </header>
      {notice}
      <main className="page">{children}</main>
      {panel}
    </div>
  );
}
