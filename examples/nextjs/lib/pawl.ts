import { createPawl, type PasswordIdentity, type Pawl, passwordIdentity, seconds } from "pawl/server";
import { type Store, sqliteStore } from "pawl/stores/sqlite";
import { accessTokenSeconds, appOrigin, databaseFile, secret } from "./settings.ts";

interface Auth {
  readonly pawl: Pawl;
  readonly identity: PasswordIdentity;
  readonly store: Store;
}

// Next bundles pages, routes and the proxy each on its own, and in development loads them again and again: a module would
// be made several times, the process is one.
const processWide = globalThis as { exampleAuth?: Auth };

/** Everything about logins, made when it is first needed: `next build` imports this file too, and has no secret. */
export function auth(): Auth {
  processWide.exampleAuth ??= open();
  return processWide.exampleAuth;
}

/** As `pawl/next` takes it. */
export function pawl(): Pawl {
  return auth().pawl;
}

function open(): Auth {
  const store = sqliteStore({ filename: databaseFile() });
  const identity = passwordIdentity({ users: store.users });
  const issuer = `${appOrigin()}/auth`;
  return {
    store,
    identity,
    pawl: createPawl({
      issuer,
      audience: appOrigin(),
      store,
      secrets: [secret()],
      identity,
      policy: { accessTokenLifetimeMs: seconds(accessTokenSeconds()) },
    }),
  };
}
