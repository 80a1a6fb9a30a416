/**
 * Goal: few dependencies, each chosen and pinned, and none that runs a program when it is installed.
 * Method: every package.json and the lock file are read.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { filesBelow, repository } from "./sources.ts";

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly os?: string | readonly string[];
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(join(repository, "package-lock.json"), "utf8"),
);
const installed = Object.entries(lock.packages).filter(([path]) => path.includes("node_modules/"));

test("the published package has at most two dependencies of its own", () => {
  expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(2);
});

test("frameworks are peers, and optional: nobody installs one to use another", () => {
  expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(Object.keys(manifest.peerDependencies));
  expect(Object.values(manifest.peerDependenciesMeta).every(({ optional }) => optional)).toBe(true);
});

test("every dependency of every workspace is pinned to one version", () => {
  const manifests = filesBelow(repository).filter(({ path }) => /(^|\/)package\.json$/.test(path));
  const wrong = manifests.flatMap(({ path, text }) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(text);
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))
      .map(([name, version]) => `${path}: ${name} ${version}`);
  });
  expect(manifests.length).toBeGreaterThanOrEqual(5);
  expect(wrong).toEqual([]);
});

test("no package that is installed on Linux needs an install script", () => {
  const known: Record<string, string> = {
    // Its script replaces a launcher by the program itself, to start faster. It works without: scripts are off.
    "node_modules/esbuild": "optional",
  };
  const withScript = installed
    .filter(([, { hasInstallScript, os }]) => hasInstallScript === true && os?.includes("linux") !== false)
    .map(([path]) => path);
  expect(withScript.filter((path) => !(path in known))).toEqual([]);
  expect(Object.keys(known).filter((path) => !withScript.includes(path))).toEqual([]);
  expect(readFileSync(join(repository, ".npmrc"), "utf8")).toMatch(/^ignore-scripts=true$/m);
});

test("the lock file holds a digest of everything and the address of nothing", () => {
  const packages = installed.filter(([, { link }]) => link !== true);
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, { integrity }]) => integrity?.startsWith("sha512-") !== true)).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test("the lock file has the programs of every platform, not only of the one it was written on", () => {
  const missing = installed.flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) =>
        !(`${path}/node_modules/${name}` in lock.packages) && !(`node_modules/${name}` in lock.packages),
    ),
  );
  expect(missing).toEqual([]);
});
