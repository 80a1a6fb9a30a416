/**
 * The tests of python/, and of the example's API that is built on it, with Debian's FastAPI and, where PyPI is in reach, with
 * the newest of everything; there their types and their form are checked, too.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { python } from "./programs.ts";
import { root } from "./run.ts";

/** How many tests came out how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const folder = join(root, "python");
const exampleFolder = join(root, "examples/fastapi-react/api");
// What was compiled, or remembered for the next run, would lie about in the source.
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" };

/** @param paths `python` for all tests, or files and folders in it, as they are called from the root. */
export function runPythonTests(paths: readonly string[]): Counts {
  const args = paths.map((path) => path.replace(/^python\/?/, "")).filter((path) => path !== "");
  const system = python.find();
  if (system === undefined) throw new Error("there is no Python to test with");
  const temporary = mkdtempSync(join(tmpdir(), "pawl-python-"));
  const folders = args.length > 0 ? [folder] : [folder, exampleFolder];
  const report = join(temporary, "report.xml");
  try {
    const runs = folders.map((cwd) => pytest(system, cwd, report, args));
    const newest = createEnvironment(system, join(temporary, "newest"));
    if (newest === undefined) {
      console.log(
        "PyPI is out of reach: the newest FastAPI is not tested, and types and form are not checked.",
      );
    } else {
      const install = ["-m", "pip", "install", "--quiet", "--no-build-isolation", `${folder}[test]`];
      runs.push(count(succeeds(newest, install)));
      for (const cwd of folders) {
        runs.push(pytest(newest, cwd, report, args));
        runs.push(...checks(temporary).map((check) => count(succeeds(newest, ["-m", ...check], cwd))));
      }
    }
    return runs.reduce((sum, run) => ({ passed: sum.passed + run.passed, failed: sum.failed + run.failed }));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function checks(temporary: string): string[][] {
  return [
    ["mypy", "--cache-dir", join(temporary, "mypy")],
    ["ruff", "check", "--no-cache", "."],
    ["ruff", "format", "--no-cache", "--check", "."],
  ];
}

function pytest(interpreter: string, cwd: string, report: string, args: readonly string[]): Counts {
  // That of the run before would pass for this one's.
  rmSync(report, { force: true });
  const hasPassed = succeeds(interpreter, ["-m", "pytest", "-q", "--junitxml", report, ...args], cwd);
  const counts = readReport(report);
  // It may fail without a failing test: for want of any, say.
  return hasPassed || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function readReport(report: string): Counts {
  let suite: string;
  try {
    suite = /<testsuite [^>]*>/.exec(readFileSync(report, "utf8"))?.[0] ?? "";
  } catch {
    return { passed: 0, failed: 1 };
  }
  const of = (name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = of("failures") + of("errors");
  return { passed: of("tests") - failed - of("skipped"), failed };
}

/** The interpreter of a fresh environment, with what builds the package; `undefined` without PyPI. */
function createEnvironment(system: string, environment: string): string | undefined {
  console.log("Installing the newest FastAPI from PyPI, into a temporary folder.");
  const interpreter = join(environment, "bin/python");
  const install = ["-m", "pip", "install", "--quiet", "--timeout", "10", "--retries", "1", "hatchling"];
  const isReady = succeeds(system, ["-m", "venv", environment]) && succeeds(interpreter, install);
  return isReady ? interpreter : undefined;
}

function count(hasPassed: boolean): Counts {
  return { passed: Number(hasPassed), failed: Number(!hasPassed) };
}

function succeeds(interpreter: string, args: readonly string[], cwd: string = folder): boolean {
  return spawnSync(interpreter, args, { cwd, env, stdio: "inherit" }).status === 0;
}
