// Goal: whoever does not know the program finds out from the program.
// Method: help, version and slips of the fingers, as the program answers them; and the help of every option.
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { commands } from "../../src/cli/commands.ts";
import { commandHelp, overview } from "../../src/cli/help.ts";
import { nameOf } from "../../src/cli/option.ts";
import { runHere } from "./support/run-here.ts";
import { runPawl } from "./support/run-pawl.ts";

test.each([["--help"], ["-h"], ["help"]])("pawl %s shows every command with what it does", async (word) => {
  const { exitCode, stdout, stderr } = await runHere([word]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toBe(overview(commands));
  for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`pawl ${name} .*${summary}`));
});

test("pawl help serve and pawl serve --help say the same, on stdout", async () => {
  const [one, two] = [await runHere(["help", "serve"]), await runHere(["serve", "--port", "x", "--help"])];
  expect(one).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining("--access-token-lifetime"),
    stderr: "",
  });
  expect(two).toEqual(one);
});

test("pawl help users shows all that begins with it", async () => {
  const { stdout } = await runHere(["help", "users"]);
  expect(stdout).toContain("pawl users add EMAIL [options]");
  expect(stdout).toContain("pawl users list [options]");
});

describe.each(commands.map((command) => [command.name, command] as const))(
  "the help of pawl %s",
  (name, command) => {
    const help = commandHelp(command);

    test("has its usage, an example, and every option with its default and its variable", () => {
      expect(help).toContain(`Usage\n  pawl ${name}`);
      expect(help).toContain("Examples\n");
      const flat = help.replace(/\s+/g, " ");
      for (const option of command.options) {
        expect(flat).toContain(`${nameOf(option)} ${option.placeholder ?? ""}`.trim());
        for (const fact of [option.text, option.env, option.defaultText ?? option.default]) {
          expect(flat).toContain(fact ?? "");
        }
      }
    });

    test("fits a terminal, and has no trailing space and no colour", () => {
      for (const line of help.split("\n")) expect(line).toMatch(/^(?!.*\s$)\P{Cc}{0,88}$/u);
    });
  },
);

test.each(["--version", "-v", "version"])("pawl %s prints the version of the package", async (word) => {
  expect(await runHere([word])).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test("the program itself says the same, and ends with the exit code", async () => {
  expect(await runPawl(["--help"])).toEqual(await runHere(["--help"]));
  expect(await runPawl(["sevre"])).toEqual(await runHere(["sevre"]));
}, 30_000);

describe("a slip", () => {
  test.each([
    [[], "Say what to do, such as pawl serve; pawl --help shows all commands."],
    [["sevre"], 'There is no command "sevre"; did you mean pawl serve?'],
    [["user", "add"], 'There is no command "user"; did you mean pawl users add?'],
    [["users", "ad", "a@b.example"], 'There is no command "users ad"; did you mean pawl users add?'],
    [["sessions"], "Say which: pawl sessions list, pawl sessions revoke or pawl sessions sweep."],
    [["frobnicate"], 'There is no command "frobnicate"; see pawl --help.'],
    [
      ["--port", "4000", "serve"],
      "The command comes first, such as pawl serve; pawl --help shows all commands.",
    ],
    [["serve", "--prot", "4000"], 'There is no option "--prot"; did you mean --port?'],
    [["serve", "--acess-token-lifetime=5s"], "did you mean --access-token-lifetime?"],
    [["serve", "--secrets", "canary"], "did you mean --secrets-file?"],
    [["serve", "-x"], 'There is no option "-x" here.'],
    [["serve", "--port"], "--port needs a value, such as --port 4000."],
    [["serve", "--port", "--host", "::1"], "--port needs a value, such as --port 4000."],
    [["users", "list", "--json=yes"], "--json takes no value."],
    [["serve", "canary"], "pawl serve takes options only; see pawl help serve."],
    [["help", "sevre"], 'There is no command "sevre"; did you mean pawl serve?'],
  ])("%j is answered with what is near, and exit code 2", async (args, sentence) => {
    const finished = await runHere(args);
    expect(finished.stderr).toMatch(/^pawl: [^\n]+\n$/);
    expect(finished.stderr).toContain(sentence);
    expect(finished.stderr).not.toContain("canary");
    expect(finished).toMatchObject({ exitCode: 2, stdout: "" });
  });
});
