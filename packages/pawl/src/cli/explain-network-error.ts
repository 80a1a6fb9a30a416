import { errorChain } from "./error-chain.ts";

/** What Node, TLS and DNS say of a server that cannot be reached. */
const sentences: readonly (readonly [codes: RegExp, (name: string, code: string) => string])[] = [
  [
    /^ECONNREFUSED$/,
    (name) => `${name} refuses connections; see that the server runs, and that host and port are right.`,
  ],
  [
    /^(ENOTFOUND|EAI_\w+)$/,
    (name) => `The host of ${name} has no address; see that its name is right, and that DNS answers.`,
  ],
  [
    /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/,
    (name) =>
      `${name} does not answer; see that host and port are right, and that no firewall is in between.`,
  ],
  [
    /^(ECONNRESET|EPIPE|ECONNABORTED)$/,
    (name) =>
      `${name} closed the connection; see that host and port are right, and look into the server's log.`,
  ],
  [
    /^(EACCES|EPERM|ENOENT)$/,
    (name, code) => `${name} needs a file that cannot be read (${code}); correct its path in --store.`,
  ],
  [/^CERT_HAS_EXPIRED$/, (name) => `The certificate of ${name} has expired; renew it there.`],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    (name) => `The certificate of ${name} is for another host; write the host as the certificate does.`,
  ],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_)/,
    (name) =>
      `The certificate of ${name} is from an authority that this machine does not trust; name its file in NODE_EXTRA_CA_CERTS.`,
  ],
  [
    /^(EPROTO|ERR_SSL_)/,
    (name) =>
      `${name} does not speak TLS at this port; correct the port, or turn TLS on there or off in --store.`,
  ],
];

/** What to do about a server that could not be reached; `undefined` if that is not what went wrong. */
export function explainNetworkError(error: unknown, name: string): string | undefined {
  for (const { code } of errorChain(error)) {
    const found = code === undefined ? undefined : sentences.find(([codes]) => codes.test(code));
    if (found !== undefined && code !== undefined) return found[1](name, code);
  }
  return undefined;
}
