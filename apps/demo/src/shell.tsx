import type { ReactNode } from "react";
import { Brand } from "./brand.tsx";
import { Link } from "./router.tsx";

const pages = [
  ["/", "Notes"],
  ["/devices", "Devices"],
] as const;

interface ShellProps {
  path: string;
  email: string;
  logout: () => void;
  panel: ReactNode;
  children: ReactNode;
}

/** Around every page behind the login: where one is, who one is, and the way out (ASVS 7.4.4). */
export function Shell({ path, email, logout, panel, children }: ShellProps) {
  return (
    <div className="shell">
      <header className="masthead">
        <Link href="/" className="brand" aria-label="Pawl demo, start page">
          <Brand />
        </Link>
        <nav aria-label="Pages">
          {pages.map(([href, name]) => (
            <Link key={href} href={href} aria-current={href === path ? "page" : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <div className="masthead-account">
          <span>{email}</span>
          <button type="button" className="button button-quiet" onClick={logout}>
            Log out
          </button>
        </div>
      </header>
      <main className="page">{children}</main>
      {panel}
    </div>
  );
}
