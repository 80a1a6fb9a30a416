import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { exampleFolder } from "./settings.ts";

const environmentFolder = join(exampleFolder, ".venv");
const ofEnvironment = join(environmentFolder, "bin/python");
const requirements = join(exampleFolder, "api/requirements.txt");

const isNewEnough = "import sys; sys.exit(sys.version_info < (3, 10))";
const hasEverything = `import fastapi, httpx, jwt, cryptography, uvicorn; ${isNewEnough}`;
const debian =
  "apt-get install python3-fastapi python3-uvicorn python3-httpx python3-jwt python3-cryptography";

/**
 * A Python that can run the API: the one that was asked for; else the environment in this folder, Debian's own, or the
 * first in the PATH, whichever has FastAPI; else a new environment in this folder, filled from requirements.txt.
 *
 * @throws Error with a sentence for the person at the terminal.
 */
export function providePython(wanted: string | undefined): string {
  if (wanted !== undefined) {
    if (says(wanted, hasEverything)) return wanted;
    throw new Error(
      says(wanted, isNewEnough)
        ? `PYTHON=${wanted} lacks something of api/requirements.txt; install it with: ${wanted} -m pip install -r ${requirements}`
        : `PYTHON=${wanted} is no Python 3.10 or newer that can be started.`,
    );
  }
  // Debian's before that of the PATH, which may be one that has nothing of Debian's.
  const installed = ["/usr/bin/python3", "python3"];
  const ready = [ofEnvironment, ...installed].find((python) => says(python, hasEverything));
  if (ready !== undefined) return ready;
  const base = installed.find((python) => says(python, isNewEnough));
  if (base === undefined) {
    throw new Error(
      `The API needs Python 3.10 or newer with FastAPI. Install it (Debian: ${debian}), or name one: PYTHON=/path/to/python3 npm start`,
    );
  }
  console.log("No Python with FastAPI here: making one in .venv, from api/requirements.txt.");
  const hasEnvironment = runs(base, ["-m", "venv", environmentFolder]);
  if (hasEnvironment && runs(ofEnvironment, ["-m", "pip", "install", "--quiet", "-r", requirements])) {
    return ofEnvironment;
  }
  throw new Error(
    `FastAPI could not be installed into .venv; what went wrong is above. Where PyPI is out of reach, install it otherwise (Debian: ${debian}).`,
  );
}

function says(python: string, code: string): boolean {
  return spawnSync(python, ["-c", code], { stdio: "ignore" }).status === 0;
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "inherit" }).status === 0;
}
