"use client";

import { usePathname } from "next/navigation";
import { type ClientSession, createClient } from "pawl/client";
import { SessionExpired, SessionProvider } from "pawl/react";
import type { ReactNode } from "react";

// Client components are rendered on the server as well, where this module belongs to everyone: there the client asks
// nothing and is nobody's.
const inBrowser = typeof document !== "undefined";
const client = createClient({ authUrl: inBrowser ? "/auth" : "http://localhost/auth", restore: inBrowser });

/** The client for the whole app, and what is shown when a session ends; the login page says it in its own words. */
export function Session({ children }: { children: ReactNode }) {
  const isLogin = usePathname() === "/login";
  return (
    <SessionProvider client={client}>
      {children}
      {isLogin || <SessionExpired loginUrl="/login" />}
    </SessionProvider>
  );
}

/** For what was rendered for somebody: signed in from the first paint, before the client has asked. */
export function RenderedFor({ session, children }: { session: ClientSession; children: ReactNode }) {
  return (
    <SessionProvider client={client} initialSession={session}>
      {children}
    </SessionProvider>
  );
}
