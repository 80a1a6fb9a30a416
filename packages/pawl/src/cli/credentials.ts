import { failure, misuse } from "./failure.ts";
import { readPrivateFile } from "./private-file.ts";

export interface CredentialsRequest {
  /** The variable that may hold them, such as `PAWL_VERIFIER_CREDENTIALS`. */
  readonly listName: string;
  /** What is in it. */
  readonly list: string | undefined;
  /** A file with the same list. */
  readonly file: string | undefined;
  /** What the file is called by whoever named it. */
  readonly fileName: string;
  readonly isProduction: boolean;
}

/**
 * Credentials from the environment or a file; none if neither is given. What each must be like is `createPawl`'s to say.
 *
 * @throws CommandFailure with the fix, and never with a credential; in production also for a file that others may read.
 */
export function readCredentials(request: CredentialsRequest): readonly string[] {
  const { listName, list, file, fileName, isProduction } = request;
  if (list !== undefined && file !== undefined) {
    throw misuse(`${listName} and ${fileName} are both set and one would be ignored; keep one of them.`);
  }
  if (file === undefined) return list === undefined ? [] : partsOf(list, listName);
  return partsOf(readPrivateFile(file, fileName, isProduction), file);
}

function partsOf(list: string, source: string): readonly string[] {
  const parts = list.split(/[,\n]/).map((part) => part.trim());
  const credentials = parts.filter((part) => part !== "");
  if (credentials.length > 0) return credentials;
  throw failure(`${source} holds no credential; make one with: openssl rand -base64 48`);
}
