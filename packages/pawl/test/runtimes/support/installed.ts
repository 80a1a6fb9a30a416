import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** A runtime, and the package of npm that holds its program for this platform. */
export interface Runtime {
  readonly name: "Bun" | "Deno" | "workerd";
  readonly version: string;
  /** By `process.platform` and `process.arch`. */
  readonly packages: Readonly<Record<string, string>>;
  /** Where the program is in the package. */
  readonly program: string;
}

export const runtimes: readonly Runtime[] = [
  {
    name: "Bun",
    version: "1.4.5",
    packages: {
      "linux-x64": "@oven/bun-linux-x64",
      "linux-arm64": "@oven/bun-linux-aarch64",
      "darwin-x64": "@oven/bun-darwin-x64",
      "darwin-arm64": "@oven/bun-darwin-aarch64",
    },
    program: "bin/bun",
  },
  {
    name: "Deno",
    version: "2.9.6",
    packages: {
      "linux-x64": "@deno/linux-x64-glibc",
      "linux-arm64": "@deno/linux-arm64-glibc",
      "darwin-x64": "@deno/darwin-x64",
      "darwin-arm64": "@deno/darwin-arm64",
    },
    program: "deno",
  },
  {
    name: "workerd",
    version: "1.20261117.1",
    packages: {
      "linux-x64": "@cloudflare/workerd-linux-64",
      "linux-arm64": "@cloudflare/workerd-linux-arm64",
      "darwin-x64": "@cloudflare/workerd-darwin-64",
      "darwin-arm64": "@cloudflare/workerd-darwin-arm64",
    },
    program: "bin/workerd",
  },
];

// Below what npm installs, and so outside of the source; it stays for the next run.
const folder = join(import.meta.dirname, "../../../../../node_modules/.cache/pawl-runtimes");
/** A registry that is there gives them in seconds. */
const installLimitMs = 180_000;
/** The path of a runtime's program; `undefined` where none is made for this platform. */
export function programOf({ packages, program, version }: Runtime): string | undefined {
  const name = packages[`${process.platform}-${process.arch}`];
  return name === undefined ? undefined : join(folder, version, "node_modules", name, program);
}

/**
 * Installs those that are not there yet: three programs of 365 MB, too heavy for everyone who runs `npm ci`.
 *
 * @returns why they cannot be had, if they cannot: for want of a registry, as a rule. Then nothing is tested with them.
 */
export function installRuntimes(): string | undefined {
  for (const runtime of runtimes) {
    const { name, version } = runtime;
    const program = programOf(runtime);
    if (program === undefined) return `there is no ${name} for this platform`;
    if (existsSync(program)) continue;
    process.stdout.write(`Installing ${name} ${version} from npm, for its tests alone.\n`);
    const { status, stderr } = spawnSync(
      "npm",
      [
        ...[
          "install",
          "--no-save",
          "--no-package-lock",
          "--ignore-scripts",
          "--fetch-retries=1",
          "--fetch-timeout=30000",
        ],
        ...[
          "--prefix",
          join(folder, version),
          `${runtime.packages[`${process.platform}-${process.arch}`]}@${version}`,
        ],
      ],
      { encoding: "utf8", timeout: installLimitMs },
    );
    if (status === 0) continue;
    const [, code = "no answer"] = /\bcode (E\w+)/.exec(stderr) ?? [];
    return `npm did not give ${name} ${version} (${code})`;
  }
  return undefined;
}
