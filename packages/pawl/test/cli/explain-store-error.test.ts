// Goal: a database that cannot be used is one sentence that says what to do.
// Method: the errors of the file system and of SQLite, one by one.
import { expect, test } from "vitest";
import { explainStoreError } from "../../src/cli/explain-store-error.ts";
import { StoreError } from "../../src/session/store.ts";

const file = "/var/lib/pawl/pawl.sqlite";

function explain(cause: object): string {
  const driver = Object.assign(new Error("driver says no"), cause);
  return explainStoreError(new StoreError("could not be opened", { cause: driver }), file).message;
}

test.each([
  [{ code: "ENOENT" }, `The folder of ${file} does not exist; make it with: mkdir -p /var/lib/pawl`],
  [{ code: "EISDIR" }, `${file} is a folder; name a file in it with --store.`],
  [{ code: "EACCES" }, `${file} cannot be written; see that this user may write the file and its folder.`],
  [{ code: "EROFS" }, `${file} cannot be written; see that this user may write the file and its folder.`],
  [{ errcode: 8 }, `${file} cannot be written; see that this user may write the file and its folder.`],
  [{ errcode: 14 }, `${file} cannot be written; see that this user may write the file and its folder.`],
  [
    { errcode: 26 },
    `${file} is not a SQLite database; name another file with --store, or move this one away.`,
  ],
  [{ errcode: 11 }, `${file} is damaged; stop what uses it and put a backup in its place.`],
  [{ errcode: 267 }, `${file} is damaged; stop what uses it and put a backup in its place.`],
  [{ errcode: 5 }, `${file} is locked by another program; stop that one, or try again.`],
  [{ errcode: 13 }, `${file} cannot grow, since the disk is full; make room and try again.`],
  [{ errcode: 1 }, `${file} has other tables than Pawl's; name another file with --store.`],
])("%j", (cause, sentence) => {
  expect(explain(cause)).toBe(sentence);
});

test("a sentence that the store itself wrote is passed on", () => {
  expect(explainStoreError(new StoreError("install the newer Pawl that wrote it"), file).message).toBe(
    `${file}: install the newer Pawl that wrote it.`,
  );
});
