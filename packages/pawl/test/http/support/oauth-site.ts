import type { Identity } from "../../../src/identity/identity.ts";
import type { TestPawlOptions } from "../../support/create-test-pawl.ts";
import { twoPeople } from "../../support/people.ts";
import { verifierOne } from "../../support/secrets.ts";
import type { Answer } from "./send.ts";
import { openSite, type Site } from "./site.ts";
import { form, type Held, login } from "./visits.ts";

export const grantedScope = "notes:read notes:write";
export const passwordClass = "urn:example:password";

/** Knows the two people, and gives each a scope and the class of their authentication. */
export const scopedPeople: Identity = {
  authenticate: async (...credentials) => {
    const person = await twoPeople.authenticate(...credentials);
    return person && { ...person, claims: { scope: grantedScope, acr: passwordClass } };
  },
};

/** A site whose sessions have a scope, and which lets a verifier introspect. */
export const openOAuthSite = (options: TestPawlOptions = {}): Promise<Site> =>
  openSite({ identity: scopedPeople, verifierCredentials: [verifierOne], ...options });

/** A login of a client that keeps its tokens by itself. */
export const nativeLogin = (site: Pick<Site, "send">): Promise<Held> => login(site, { transport: "body" });

/** The refresh grant (RFC 6749 §6), as a public client sends it. */
export function grant(
  site: Pick<Site, "send">,
  refreshToken: string,
  parameters: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = { grant_type: "refresh_token", refresh_token: refreshToken, ...parameters };
  return form(site, "/token", body, headers);
}
