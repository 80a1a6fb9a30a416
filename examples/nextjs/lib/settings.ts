import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

/** The login that exists when the example is started for the first time. */
export const exampleLogin = { email: "demo@example.com", password: "correct horse battery staple" } as const;

/** Where browsers find this app. */
export function appOrigin(): string {
  return process.env["APP_ORIGIN"] ?? `http://localhost:${process.env["PORT"] ?? 3000}`;
}

/** The SQLite file; the secret of a development server is beside it. */
export function databaseFile(): string {
  return process.env["DATABASE"] ?? "example.sqlite";
}

/** Short ones show how little anybody notices. */
export function accessTokenSeconds(): number {
  return Number(process.env["ACCESS_TOKEN_SECONDS"] ?? 1800);
}

/** From the environment in production; otherwise drawn at the first start and kept in a file of its owner's. */
export function secret(): string {
  const configured = process.env["PAWL_SECRET"];
  if (configured !== undefined) return configured;
  const file = `${databaseFile()}.secrets`;
  try {
    // `wx` fails if the file exists, so of two processes that start at once one writes, and both read the same.
    writeFileSync(file, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFileSync(file, "utf8");
}
