import { errorChain } from "./error-chain.ts";
import { explainNetworkError } from "./explain-network-error.ts";

/** The word that Redis's own errors begin with. */
const sentences: Readonly<Record<string, (name: string) => string>> = {
  NOAUTH: (name) => `${name} asks for a password; write it into the URL, as in redis://:PASSWORD@HOST.`,
  WRONGPASS: (name) => `${name} refuses the user name or the password; correct them in the URL.`,
  NOPERM: (name) =>
    `${name} does not allow this user what Pawl needs; allow it all commands on the keys pawl:* (ACL SETUSER).`,
  READONLY: (name) => `${name} takes no writes, since it is a replica; name the master in --store.`,
  OOM: (name) => `${name} takes no writes, since its memory is full; raise maxmemory there and try again.`,
  MISCONF: (name) =>
    `${name} takes no writes, since it cannot write to its disk; make room there and try again.`,
  LOADING: (name) => `${name} is starting and still reads its data; try again in a moment.`,
  BUSY: (name) =>
    `${name} is kept busy by another program's script; end it there (SCRIPT KILL) and try again.`,
  NOREPLICAS: (name) =>
    `${name} takes no writes, since too few replicas are connected; see to them (min-replicas-to-write).`,
  CLUSTERDOWN: (name) =>
    `${name} is a cluster of which a part is down; see to it with: redis-cli --cluster check`,
  MOVED: (name) => `${name} is a node of a cluster; write ${clusterForm(name)}.`,
  CROSSSLOT: (name) => `${name} is a node of a cluster; write ${clusterForm(name)}.`,
};

/** What the driver says, around what Redis says or in its place. */
const messages: readonly (readonly [RegExp, (name: string) => string])[] = [
  [
    /\bCLUSTERDOWN\b|Too many Cluster redirections/,
    (name) => `${name} is a cluster of which a part is down; see to it with: redis-cli --cluster check`,
  ],
  [/cluster support disabled/, (name) => `${name} is no cluster; write ${name.replace("-cluster:", ":")}.`],
  [
    /DB index is out of range/,
    (name) => `${name} has no database of that number; leave it out, or raise databases there.`,
  ],
  [
    /Protocol error|Unknown RESP type/,
    (name) => `${name} does not speak as Redis does; see that host and port are right.`,
  ],
  [/timed? ?out/i, silent],
  [
    /Connection is closed/,
    (name) =>
      `${name} cannot be reached, or closed the connection; see that Redis runs there, and that host and port are right.`,
  ],
];

/** What to do about a Redis that could not be used; `undefined` if nobody knows. */
export function explainRedisError(error: unknown, name: string): string | undefined {
  for (const { message } of errorChain(error)) {
    const word = /^-?([A-Z]+)\b/.exec(message)?.[1] ?? "";
    const byWord = Object.hasOwn(sentences, word) ? sentences[word] : undefined;
    const found = byWord ?? messages.find(([pattern]) => pattern.test(message))?.[1];
    if (found !== undefined) return found(name);
  }
  return explainNetworkError(error, name);
}

function clusterForm(name: string): string {
  return name.replace("://", "-cluster://").replace(/\/\d*$/, "");
}

/** To Redis without TLS, a greeting in TLS is an unfinished command, so it waits for the rest. */
function silent(name: string): string {
  const tls = /^(rediss|valkeys)\b/.test(name) ? ", that it speaks TLS there" : "";
  return `${name} does not answer; see that host and port are right${tls}, and that no firewall is in between.`;
}
