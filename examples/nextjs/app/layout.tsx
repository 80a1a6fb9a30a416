import type { Metadata } from "next";
import Link from "next/link";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { Session } from "./session.tsx";
import "./style.css";

export const metadata: Metadata = { title: "Notes", description: "An example of Pawl with Next.js" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Each answer has a nonce of its own, so none is made at build time.
  await connection();
  return (
    <html lang="en">
      <body>
        <header>
          <Link href="/">Pawl with Next.js</Link>
          <nav>
            <Link href="/notes" prefetch={false}>
              Notes
            </Link>
          </nav>
        </header>
        <Session>{children}</Session>
      </body>
    </html>
  );
}
