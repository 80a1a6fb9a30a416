// Goal: the options for keys take exactly what `createPawl` takes, from the flag or the variable, and say what is wrong.
// Method: each is read with values beside its bounds, which are then given to the options of the package.
import { describe, expect, test } from "vitest";
import {
  keyAlgorithmOption,
  rotateKeysEveryOption,
  serverAlgorithmOption,
} from "../../src/cli/key-options.ts";
import { checkKeyOptions } from "../../src/server/key-options.ts";
import { signingAlgorithms } from "../../src/tokens/algorithms.ts";

const takes = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

describe("--rotate-keys-every", () => {
  const option = rotateKeysEveryOption("Options");

  test("is refused exactly where createPawl would refuse it", () => {
    const edges = [0, 3_599_999, 3_600_000, 3_600_001, 34_559_999_999, 34_560_000_000, 34_560_000_001];
    const taken = edges.map((ms) => takes(() => option.read(`${ms}ms`, "--x")));
    expect(taken).toEqual(edges.map((rotateEveryMs) => takes(() => checkKeyOptions({ rotateEveryMs }))));
    expect(taken).toEqual([false, false, true, true, true, true, false]);
  });

  test("has the default of createPawl", () => {
    expect(option.read(option.default, "--x")).toBe(checkKeyOptions().schedule.rotateEveryMs);
  });

  test.each(["", "90", "90 d", "-1d", "x"])("%j is no time", (text) => {
    expect(() => option.read(text, "PAWL_ROTATE_KEYS_EVERY")).toThrow(
      /^PAWL_ROTATE_KEYS_EVERY must be a time/,
    );
  });
});

describe("--key-algorithm", () => {
  test("takes the algorithms there are, to the letter", () => {
    for (const alg of signingAlgorithms) expect(serverAlgorithmOption("Options").read(alg, "--x")).toBe(alg);
    for (const other of ["es256", "EdDSA", "none", "", "ES256 "]) {
      expect(() => serverAlgorithmOption("Options").read(other, "--x")).toThrow(
        "--x must be ES256, Ed25519 or",
      );
    }
  });

  test("has the default of createPawl for a server, and none for one key", () => {
    const { default: byDefault, read } = serverAlgorithmOption("Options");
    expect(read(byDefault, "--x")).toBe(checkKeyOptions().algorithm);
    expect(keyAlgorithmOption("Options").read(undefined, "--x")).toBeUndefined();
  });
});
