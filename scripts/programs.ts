/** The programs that tests start: found, or installed where that is possible and permitted. */
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installPackages } from "./apt.ts";
import { succeeds } from "./run.ts";

/** A program that tests need, and Debian's package of it. */
export interface Program {
  readonly name: string;
  /** One name, or several with spaces between. */
  readonly debian: string;
  /** Its path; undefined where it is not installed. */
  find(): string | undefined;
}

const chromiumElsewhere = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export const chromium: Program = {
  name: "Chromium",
  debian: "chromium",
  // The one that PAWL_CHROMIUM names, or the first that is installed.
  find: () =>
    process.env["PAWL_CHROMIUM"] ||
    (inPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable") ??
      chromiumElsewhere.find(isExecutable)),
};

export const postgres: Program = {
  name: "PostgreSQL",
  debian: "postgresql",
  find: () => inPath("initdb") ?? debianPostgres().find(isExecutable),
};

export const redis: Program = {
  name: "Redis",
  debian: "redis-server",
  find: () => inPath("redis-server", "valkey-server"),
};

export const python: Program = {
  name: "Python with FastAPI",
  debian: ["fastapi", "jwt", "cryptography", "httpx", "uvicorn", "pytest", "venv"]
    .map((name) => `python3-${name}`)
    .join(" "),
  // Debian's own first: the one that comes first in the PATH may have nothing of Debian's.
  find: () => ["/usr/bin/python3", inPath("python3")].find((file) => file !== undefined && hasFastApi(file)),
};

/** Installs those that are missing, and returns those that are missing still. */
export function provide(programs: readonly Program[]): readonly Program[] {
  const missing = programs.filter((program) => program.find() === undefined);
  if (missing.length > 0) installPackages(missing.flatMap(({ debian }) => debian.split(" ")));
  return missing.filter((program) => program.find() === undefined);
}

/** Debian keeps the server's programs out of the PATH, a folder for each version; the newest first. */
function debianPostgres(): string[] {
  const folder = "/usr/lib/postgresql";
  if (!existsSync(folder)) return [];
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(folder, version, "bin/initdb"));
}

function hasFastApi(interpreter: string): boolean {
  const needed = "fastapi, jwt, cryptography, httpx, uvicorn, pytest, ensurepip";
  return isExecutable(interpreter) && succeeds(interpreter, ["-c", `import ${needed}`]);
}

function inPath(...names: string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
