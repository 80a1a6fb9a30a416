/** The browser of the end-to-end tests: found, or installed where that is possible and permitted. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run, succeeds } from "./run.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const elsewhere = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a Chromium: the one that PAWL_CHROMIUM names, or the first that is installed. */
function findChromium(): string | undefined {
  const named = process.env["PAWL_CHROMIUM"];
  if (named !== undefined && named !== "") return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...elsewhere].find(
    isExecutable,
  );
}

/** Path of a Chromium; where there is none, Debian's is installed if this user may. */
export function provideChromium(): string | undefined {
  return findChromium() ?? (installChromium() ? findChromium() : undefined);
}

function installChromium(): boolean {
  if (!succeeds("apt-get", ["--version"])) return false;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !succeeds("sudo", ["-n", "true"])) return false;

  console.log("Installing Chromium for the end-to-end tests, with apt-get.");
  // Someone else (an update at boot, say) may hold the lock for a while.
  const apt = ["-o", "DPkg::Lock::Timeout=300", "-qq"];
  const install = ["install", "-y", "--no-install-recommends", "chromium"];
  return [["update"], install].every((verb) => {
    const call = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...apt, ...verb];
    return isRoot ? run("env", call.slice(1)) : run("sudo", ["-n", ...call]);
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
