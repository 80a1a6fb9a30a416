import { run, succeeds } from "./run.ts";

/**
 * Installs Debian packages where that is possible and permitted; false where it is not. What they bring is not started:
 * tests start instances of their own.
 */
export function installPackages(packages: readonly string[]): boolean {
  if (!succeeds("apt-get", ["--version"])) return false;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !succeeds("sudo", ["-n", "true"])) return false;

  console.log(`Installing with apt-get what the tests need: ${packages.join(", ")}.`);
  // Someone else (an update at boot, say) may hold the lock for a while.
  const apt = ["-o", "DPkg::Lock::Timeout=300", "-qq"];
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  return [["update"], install].every((verb) => {
    // At run level 1 invoke-rc.d starts no service.
    const call = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", ...apt, ...verb];
    return isRoot ? run("env", call.slice(1)) : run("sudo", ["-n", ...call]);
  });
}
