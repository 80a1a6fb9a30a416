import { randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { deriveSecrets } from "../tokens/secrets.ts";
import { failure, misuse } from "./failure.ts";

export interface SecretsRequest {
  /** `PAWL_SECRETS`. */
  readonly list: string | undefined;
  /** A file that was named. */
  readonly file: string | undefined;
  /** What the file is called by whoever named it: `--secrets-file` or `PAWL_SECRETS_FILE`. */
  readonly fileName: string;
  /** The file beside the database; `undefined` for a store that is no file. */
  readonly fileBesideDatabase: string | undefined;
  readonly isProduction: boolean;
}

export interface ProvidedSecrets {
  /** At least one, newest first. */
  readonly secrets: readonly string[];
  /** `process`: drawn for this process alone, and gone with it. */
  readonly origin: "environment" | "file" | "made" | "process";
  /** The file, if there is one. */
  readonly file?: string;
  /** In development, why the file should not be as it is. */
  readonly warning?: string;
}

const howToMake = "openssl rand -base64 48";

/**
 * Finds the secrets: in the environment, in the file that was named, or in the one beside the database. Writes
 * nothing.
 *
 * Guarantees that production never starts with secrets that are missing, short or, in a file, open to others
 * (ASVS 13.3.1). No secret is ever part of a message.
 *
 * @returns `undefined` in development if there are none yet: then `makeSecrets`.
 * @throws CommandFailure with the fix.
 */
export function findSecrets(request: SecretsRequest): ProvidedSecrets | undefined {
  const { list, file, fileName, fileBesideDatabase, isProduction } = request;
  if (list !== undefined && file !== undefined) {
    throw misuse(`PAWL_SECRETS and ${fileName} are both set and one would be ignored; keep one of them.`);
  }
  if (list !== undefined) return { secrets: parse(list, "PAWL_SECRETS"), origin: "environment" };
  if (file !== undefined) {
    const named = readSecretsFile(file, isProduction);
    if (named !== undefined) return named;
    throw failure(
      `There is no file ${file}, which ${fileName} names; make it with: (umask 077; ${howToMake} > ${file})`,
    );
  }
  const beside =
    fileBesideDatabase === undefined ? undefined : readSecretsFile(fileBesideDatabase, isProduction);
  if (beside === undefined && isProduction) {
    throw failure(
      `In production the secrets must be given: set PAWL_SECRETS to the output of "${howToMake}", or PAWL_SECRETS_FILE to a file with it that only its owner can read.`,
    );
  }
  return beside;
}

/**
 * Makes a secret, for development: kept beside the database, or, where the store is no file, gone with this process.
 *
 * @throws CommandFailure if the file cannot be made.
 */
export function makeSecrets({ fileBesideDatabase }: SecretsRequest): ProvidedSecrets {
  if (fileBesideDatabase === undefined) return { secrets: [newSecret()], origin: "process" };
  makeSecretsFile(fileBesideDatabase);
  // Read back: of two processes that start together, one makes the file and both use it.
  const made = readSecretsFile(fileBesideDatabase, false);
  if (made === undefined)
    throw failure(`${fileBesideDatabase} was removed as soon as it was made; start again.`);
  return { ...made, origin: "made" };
}

/** `undefined` if there is no such file. */
function readSecretsFile(file: string, isProduction: boolean): ProvidedSecrets | undefined {
  let text: string;
  let mode: number;
  try {
    const descriptor = openSync(file, "r");
    try {
      // Of the open file, not of its name, which may lead elsewhere a moment later.
      mode = fstatSync(descriptor).mode & 0o777;
      text = readFileSync(descriptor, "utf8");
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw failure(
      `The secrets in ${file} cannot be read (${code}); see that it is a file that this user may read.`,
    );
  }
  const secrets = parse(text, file);
  // Windows has no such mode; its access lists are the administrator's.
  if ((mode & 0o077) === 0 || process.platform === "win32") return { secrets, origin: "file", file };
  const warning = `${file} can be read by others (mode ${mode.toString(8)}); close it with: chmod 600 ${file}`;
  if (isProduction) throw failure(warning);
  return { secrets, origin: "file", file, warning };
}

/** Takes a list apart, at commas or line ends, and checks every secret in it. */
function parse(list: string, source: string): string[] {
  const secrets = list
    .split(/[,\n]/)
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
  if (secrets.length === 0) throw failure(`${source} holds no secret; make one with: ${howToMake}`);
  try {
    deriveSecrets(secrets);
  } catch (error) {
    if (error instanceof TypeError) throw failure(inWords(source, error));
    throw error;
  }
  return secrets;
}

/**
 * Makes the file whole and for its owner only, or leaves the one that another process made first: it is written
 * under another name, and a link, unlike a rename, never replaces.
 */
function makeSecretsFile(file: string): void {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    const descriptor = openSync(draft, "wx", 0o600);
    try {
      writeSync(descriptor, `${newSecret()}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    try {
      linkSync(draft, file);
    } finally {
      unlinkSync(draft);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    throw failure(
      `${file} cannot be made (${code}); see that its folder exists and can be written, or set PAWL_SECRETS to the output of "${howToMake}".`,
    );
  }
}

function newSecret(): string {
  return randomBytes(48).toString("base64");
}

/** `secrets[0]` is how a program counts. */
function inWords(source: string, { message }: TypeError): string {
  return `${source}: ${message.replace(/^secrets\[(\d+)\]/, (_, index) => `secret ${Number(index) + 1}`)}`;
}
