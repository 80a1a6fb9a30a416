import Link from "next/link";
import { exampleLogin } from "../lib/settings.ts";

export default function Home() {
  return (
    <main>
      <h1>Pawl with Next.js</h1>
      <p>
        <Link href="/notes" prefetch={false}>
          Your notes
        </Link>{" "}
        are rendered on the server for whoever is signed in.
      </p>
      <p>
        Log in as <code>{exampleLogin.email}</code> with <code>{exampleLogin.password}</code>.
      </p>
    </main>
  );
}
