// Goal: development starts with no secrets configured and makes good ones; production starts with none that are
// missing, short or open to others; and no message ever holds one.
// Method: the matrix of sources, modes and modes of files, on real files.
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CommandFailure } from "../../src/cli/failure.ts";
import { findSecrets, makeSecrets, type SecretsRequest } from "../../src/cli/secrets.ts";
import { secretOne, secretTwo } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const short = "canary-too-short";

function request(about: Partial<SecretsRequest> = {}): SecretsRequest {
  return {
    list: undefined,
    file: undefined,
    fileName: "PAWL_SECRETS_FILE",
    fileBesideDatabase: undefined,
    isProduction: false,
    ...about,
  };
}

/** A file with this text, for its owner only unless said otherwise. */
function fileWith(text: string, mode = 0o600): string {
  const file = join(temporaryFolder(), "pawl.sqlite.secrets");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

/** What it was refused with; fails if it was not. */
function refusal(about: Partial<SecretsRequest>): CommandFailure {
  try {
    findSecrets(request(about));
  } catch (error) {
    if (error instanceof CommandFailure) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

describe.each([true, false])("in production: %s", (isProduction) => {
  test("PAWL_SECRETS is a list, newest first", () => {
    expect(findSecrets(request({ list: `${secretOne}, ${secretTwo},`, isProduction }))).toEqual({
      secrets: [secretOne, secretTwo],
      origin: "environment",
    });
  });

  test("a file may have one secret a line", () => {
    const file = fileWith(`${secretOne}\n${secretTwo}\n`);
    expect(findSecrets(request({ file, isProduction }))).toEqual({
      secrets: [secretOne, secretTwo],
      origin: "file",
      file,
    });
  });

  test("the file beside the database is used if nothing else is configured", () => {
    const file = fileWith(secretOne);
    expect(findSecrets(request({ fileBesideDatabase: file, isProduction }))).toMatchObject({ file });
    expect(findSecrets(request({ list: secretTwo, fileBesideDatabase: file, isProduction }))).toMatchObject({
      secrets: [secretTwo],
    });
  });

  test("a short one is refused, with its place and the way to make one, and is not quoted", () => {
    const { message, exitCode } = refusal({ list: `${secretOne},${short}`, isProduction });
    expect(message).toBe(
      "PAWL_SECRETS: secret 2 has 16 bytes and needs at least 32; make one with: openssl rand -base64 48",
    );
    expect(exitCode).toBe(1);
    const file = fileWith(short);
    expect(refusal({ file, isProduction }).message).toMatch(`${file}: secret 1 has 16 bytes`);
  });

  test("one that repeats a few characters is refused", () => {
    expect(refusal({ list: "abcd".repeat(12), isProduction }).message).toMatch(
      /^PAWL_SECRETS: secret 1 repeats/,
    );
  });

  test("a list or a file without any is refused", () => {
    expect(refusal({ list: " , ", isProduction }).message).toMatch(/^PAWL_SECRETS holds no secret; make one/);
    expect(refusal({ file: fileWith("\n"), isProduction }).message).toMatch(/holds no secret/);
  });

  test("a file that was named and does not exist is refused, with the command that makes it", () => {
    const file = join(temporaryFolder(), "none");
    expect(refusal({ file, isProduction }).message).toBe(
      `There is no file ${file}, which PAWL_SECRETS_FILE names; make it with: (umask 077; openssl rand -base64 48 > ${file})`,
    );
  });

  test("a file that is a folder is refused", () => {
    const file = temporaryFolder();
    expect(refusal({ file, isProduction }).message).toMatch(/cannot be read \(EISDIR\)/);
  });

  test("two sources are refused, since one would be ignored", () => {
    expect(refusal({ list: secretOne, file: "any", isProduction }).message).toMatch(/keep one of them/);
  });
});

describe("in production", () => {
  test("none at all is refused, with the fix", () => {
    expect(refusal({ isProduction: true }).message).toMatch(/set PAWL_SECRETS to .*openssl rand -base64 48/);
    const fileBesideDatabase = join(temporaryFolder(), "pawl.sqlite.secrets");
    expect(refusal({ isProduction: true, fileBesideDatabase }).exitCode).toBe(1);
    expect(existsSync(fileBesideDatabase)).toBe(false);
  });

  test.each([0o640, 0o604, 0o644, 0o660, 0o601])("a file of mode %o is refused, with the fix", (mode) => {
    const file = fileWith(secretOne, mode);
    for (const about of [{ file }, { fileBesideDatabase: file }]) {
      expect(refusal({ ...about, isProduction: true }).message).toBe(
        `${file} can be read by others (mode ${mode.toString(8)}); close it with: chmod 600 ${file}`,
      );
    }
  });

  test.each([0o600, 0o400])("a file of mode %o is taken", (mode) => {
    expect(findSecrets(request({ file: fileWith(secretOne, mode), isProduction: true }))?.secrets).toEqual([
      secretOne,
    ]);
  });
});

describe("in development", () => {
  test("a file that is open to others is taken with a warning", () => {
    const file = fileWith(secretOne, 0o644);
    expect(findSecrets(request({ file }))).toMatchObject({ secrets: [secretOne], warning: /chmod 600/ });
  });

  test("without any, one is made beside the database, for its owner only, and found again", () => {
    const folder = temporaryFolder();
    const asked = request({ fileBesideDatabase: join(folder, "pawl.sqlite.secrets") });
    expect(findSecrets(asked)).toBeUndefined();
    const made = makeSecrets(asked);
    expect(made).toMatchObject({ origin: "made", file: asked.fileBesideDatabase });
    expect(Buffer.from(made.secrets[0] ?? "", "base64")).toHaveLength(48);
    expect(statSync(asked.fileBesideDatabase ?? "").mode & 0o777).toBe(0o600);
    expect(findSecrets(asked)?.secrets).toEqual(made.secrets);
    // The draft is gone.
    expect(readdirSync(folder)).toEqual(["pawl.sqlite.secrets"]);
  });

  test("a file that another process made first is used and left as it is", () => {
    const file = fileWith(secretOne);
    expect(makeSecrets(request({ fileBesideDatabase: file })).secrets).toEqual([secretOne]);
    expect(readFileSync(file, "utf8")).toBe(secretOne);
  });

  test("a folder that does not exist is a sentence with the fix", () => {
    const fileBesideDatabase = join(temporaryFolder(), "none", "pawl.sqlite.secrets");
    expect(() => makeSecrets(request({ fileBesideDatabase }))).toThrow(
      /cannot be made \(ENOENT\).*set PAWL_SECRETS/,
    );
  });

  test("for a store in memory, one is made for this process, different each time", () => {
    const [one, two] = [makeSecrets(request()), makeSecrets(request())];
    expect(one.origin).toBe("process");
    expect(one.secrets).not.toEqual(two.secrets);
  });
});
