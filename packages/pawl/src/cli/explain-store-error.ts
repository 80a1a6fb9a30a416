import { statSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "../session/store.ts";
import { withoutTokens } from "./describe-error.ts";
import { type CommandFailure, failure } from "./failure.ts";

/** SQLite's result codes that a person can do something about. */
const notADatabase = 26;
const corrupt = 11;
const busy = 5;
const full = 13;
const sqlError = 1;
const readOnly = 8;
const cannotOpen = 14;

/** What to do about a store that could not be opened or used, as one sentence. */
export function explainStoreError(error: unknown, file: string): CommandFailure {
  for (const { code, errcode } of chainOf(error)) {
    // The low byte is the kind; what is above it tells kinds of the kind apart.
    const kind = typeof errcode === "number" ? errcode & 0xff : undefined;
    if (code === "ENOENT") {
      return failure(`The folder of ${file} does not exist; make it with: mkdir -p ${dirname(file)}`);
    }
    if (code === "EISDIR" || (kind === cannotOpen && isFolder(file))) {
      return failure(`${file} is a folder; name a file in it with --store.`);
    }
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
      return failure(cannotWrite(file));
    }
    switch (kind) {
      case notADatabase:
        return failure(
          `${file} is not a SQLite database; name another file with --store, or move this one away.`,
        );
      case corrupt:
        return failure(`${file} is damaged; stop what uses it and put a backup in its place.`);
      case busy:
        return failure(`${file} is locked by another program; stop that one, or try again.`);
      case full:
        return failure(`${file} cannot grow, since the disk is full; make room and try again.`);
      case readOnly:
      case cannotOpen:
        return failure(cannotWrite(file));
      case sqlError:
        return failure(`${file} has other tables than Pawl's; name another file with --store.`);
    }
  }
  if (error instanceof StoreError) return failure(`${file}: ${withoutTokens(error.message)}.`);
  return failure(
    `${file} cannot be used: ${withoutTokens(error instanceof Error ? error.message : typeof error)}`,
  );
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

function cannotWrite(file: string): string {
  return `${file} cannot be written; see that this user may write the file and its folder.`;
}

/** The error and its causes. */
function* chainOf(error: unknown): Generator<{ readonly code?: unknown; readonly errcode?: unknown }> {
  for (let one = error; one instanceof Error; one = one.cause) yield one as Error & { code?: unknown };
}
