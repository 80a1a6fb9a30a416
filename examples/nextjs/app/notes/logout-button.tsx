"use client";

import { SignedIn, useSession } from "pawl/react";

export function LogoutButton() {
  const { client } = useSession();

  async function logout(): Promise<void> {
    await client.logout();
    // A whole new page: nothing that the router has kept outlives the session.
    location.assign("/login");
  }

  return (
    <SignedIn>
      <button type="button" onClick={logout}>
        Log out
      </button>
    </SignedIn>
  );
}
