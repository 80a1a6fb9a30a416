import { safeReturnTo } from "pawl/client";
import { LoginForm } from "./login-form.tsx";

interface LoginPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Rendered alike for everyone: who is signed in already, the client finds out, and goes on. */
export default async function LoginPage({ searchParams }: LoginPageProps) {
  const returnTo = safeReturnTo((await searchParams)["return_to"], "/notes");
  return (
    <main>
      <h1>Log in</h1>
      <LoginForm returnTo={returnTo} />
    </main>
  );
}
