import { delegatedIdentity } from "../identity/delegated.ts";
import type { Identity } from "../identity/identity.ts";
import { readCredentials } from "./credentials.ts";
import { failure, misuse } from "./failure.ts";
import type { ServeSettings } from "./options.ts";
import type { ReadSettings } from "./read-settings.ts";

/**
 * The identity that `--identity` names; `undefined` without it, and then the users in the store are meant.
 *
 * @throws CommandFailure that says what is missing or too much, and never holds the secret.
 */
export function readIdentity(
  { settings, names }: ReadSettings<ServeSettings>,
  isProduction: boolean,
): Identity | undefined {
  const secrets = readCredentials({
    listName: names.identitySecret,
    list: settings.identitySecret,
    file: settings.identitySecretFile,
    fileName: names.identitySecretFile,
    isProduction,
  });
  const url = settings.identity;
  const nameOfSecret =
    settings.identitySecretFile === undefined ? names.identitySecret : names.identitySecretFile;
  if (url === undefined) {
    if (secrets.length === 0) return undefined;
    throw misuse(
      `${nameOfSecret} is set, and nothing says which endpoint it is for; set PAWL_IDENTITY or --identity, such as http://127.0.0.1:8000/auth/verify.`,
    );
  }
  if (settings.devUser !== undefined) {
    throw misuse(
      `${names.devUser} adds a user to the store, and with ${names.identity} nobody is looked up there; keep one of them.`,
    );
  }
  const [secret, ...more] = secrets;
  if (secret === undefined) {
    throw failure(
      `${names.identity} needs a secret to sign with: set PAWL_IDENTITY_SECRET to the output of "openssl rand -base64 48", or PAWL_IDENTITY_SECRET_FILE to a file with it, and give the endpoint the same.`,
    );
  }
  if (more.length > 0) {
    throw misuse(
      `${nameOfSecret} holds ${secrets.length} secrets, and one signs; it is the endpoint that knows several while one is replaced.`,
    );
  }
  try {
    return delegatedIdentity({ url, secret });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const inTheirWords = error.message.replace(/^url\b/, names.identity).replace(/^secret\b/, nameOfSecret);
    throw misuse(`${inTheirWords}.`);
  }
}
