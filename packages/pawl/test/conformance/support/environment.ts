import type { Account } from "./client.ts";
import type { Target } from "./site.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The server that the environment names, as the entry explains; `undefined` if it names none. */
export function targetFromEnvironment(env: Environment): Target | undefined {
  const urls = env["PAWL_CONFORMANCE_URL"];
  if (!urls) return undefined;
  const account = accountIn(env, "PAWL_CONFORMANCE_");
  if (account === undefined) {
    throw new Error("Set PAWL_CONFORMANCE_EMAIL and PAWL_CONFORMANCE_PASSWORD to an account for tests.");
  }
  const graceMs = Number(env["PAWL_CONFORMANCE_GRACE_MS"] ?? 10_000);
  if (!(graceMs > 0)) throw new Error("PAWL_CONFORMANCE_GRACE_MS must be milliseconds, more than none.");
  const otherAccount = accountIn(env, "PAWL_CONFORMANCE_OTHER_");
  const baseUrls = urls.split(",").map(withoutSlash);
  const shortLivedUrl = env["PAWL_CONFORMANCE_SHORT_LIVED_URL"];
  const short = shortLivedUrl ? { shortLivedUrl: withoutSlash(shortLivedUrl) } : {};
  return {
    name: baseUrls.join(" and "),
    graceMs,
    account,
    ...(otherAccount === undefined ? {} : { otherAccount }),
    hasShortLived: "shortLivedUrl" in short,
    start: () => Promise.resolve({ baseUrls, ...short, stop: () => Promise.resolve() }),
  };
}

function accountIn(env: Environment, prefix: string): Account | undefined {
  const [email, password] = [env[`${prefix}EMAIL`], env[`${prefix}PASSWORD`]];
  return email && password ? { email, password } : undefined;
}

function withoutSlash(url: string): string {
  return url.trim().replace(/\/$/, "");
}
