import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import { errorChain } from "./error-chain.ts";

/** SQLite's result codes that a person can do something about. */
const notADatabase = 26;
const corrupt = 11;
const busy = 5;
const full = 13;
const ioError = 10;
const sqlError = 1;
const readOnly = 8;
const cannotOpen = 14;

/** What to do about a file that could not be opened or used; `undefined` if nobody knows. */
export function explainSqliteError(error: unknown, file: string): string | undefined {
  for (const { code, errcode } of errorChain(error)) {
    // The low byte is the kind; what is above it tells kinds of the kind apart.
    const kind = errcode === undefined ? undefined : errcode & 0xff;
    if (code === "ENOENT") {
      return `The folder of ${file} does not exist; make it with: mkdir -p ${dirname(file)}`;
    }
    if (code === "EISDIR" || (kind === cannotOpen && isFolder(file))) {
      return `${file} is a folder; name a file in it with --store.`;
    }
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") return cannotWrite(file);
    if (code === "ENOSPC" || code === "EDQUOT") return isFull(file);
    switch (kind) {
      case notADatabase:
        return `${file} is not a SQLite database; name another file with --store, or move this one away.`;
      case corrupt:
        return `${file} is damaged; stop what uses it and put a backup in its place.`;
      case busy:
        return `${file} is locked by another program; stop that one, or try again.`;
      case full:
        return isFull(file);
      case ioError:
        return `${file} could not be read or written; see that its disk has room and is sound, and try again.`;
      case readOnly:
      case cannotOpen:
        return cannotWrite(file);
      case sqlError:
        return `${file} has other tables than Pawl's; name another file with --store.`;
    }
  }
  return undefined;
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

function cannotWrite(file: string): string {
  if (isOnReadOnlyDisk(file))
    return `${file} is on a disk that takes no writes; name a file elsewhere with --store.`;
  return `${file} cannot be written; see that this user may write the file and its folder.`;
}

function isFull(file: string): string {
  return `${file} cannot grow, since the disk is full; make room and try again.`;
}

/** SQLite says the same of a disk as of a file that may not be written. */
function isOnReadOnlyDisk(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EROFS";
  }
}
