import type { Sent } from "../../http/support/send.ts";
import type { Site } from "../../http/support/site.ts";
import { secretOne, secretsOf, secretTwo } from "../../support/secrets.ts";
import type { Watch } from "./canaries.ts";
import { stolenKey } from "./forged-access-tokens.ts";

/** The same site, with each of its answers watched. */
export function watched<S extends Site>(site: S, eye: Watch): S {
  return {
    ...site,
    send: async (method: string, path: string, sent?: Sent) => {
      const answer = await site.send(method, path, sent);
      eye.answer(`${method} ${path.slice(0, 20)}`, answer);
      return answer;
    },
  };
}

/** What the server knows and nobody else may: configured secrets, the keys made of them, the private signing key. */
export async function keepServerSecrets(eye: Watch, site: Site): Promise<void> {
  const { newest } = secretsOf();
  const derived = [newest.tagKey, newest.deriveKey, newest.sealKey, newest.pseudonymKey].map((key) =>
    key.export(),
  );
  const { d = "" } = (await stolenKey(site.store)).privateKey.export({ format: "jwk" });
  const keys = [...derived, Buffer.from(d, "base64url")];
  eye.keep(secretOne, secretTwo);
  for (const key of keys)
    eye.keep(key.toString("hex"), key.toString("base64").slice(0, 40), key.toString("base64url"));
}

/** The digests and the nonce of a session. */
export async function keepRow(eye: Watch, site: Site, sid: string): Promise<void> {
  const row = await site.store.sessions.find(sid);
  for (const bytes of [row?.currentHash, row?.previousHash, row?.nonce]) {
    if (bytes) eye.keep(Buffer.from(bytes).toString("hex"), Buffer.from(bytes).toString("base64url"));
  }
}
