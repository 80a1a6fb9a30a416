import type { OptionTable } from "./option.ts";

/** Who is told what ended. */
export interface FollowerSettings {
  readonly verifierCredentials: string | undefined;
  readonly verifierCredentialsFile: string | undefined;
  /** The name of a file. */
  readonly securityEventReceivers: string | undefined;
}

const group = "Who is told what ended";
const asItIs = (text: string | undefined): string | undefined => text;

export const followerOptions: OptionTable<FollowerSettings> = {
  verifierCredentials: {
    flag: null,
    env: "PAWL_VERIFIER_CREDENTIALS",
    placeholder: "LIST",
    group,
    text: "What APIs show at GET /revocations and POST /introspect, of 32 characters or more, with commas between: openssl rand -base64 48",
    defaultText: "none, and those routes are not there",
    example: '"$(openssl rand -base64 48)"',
    read: asItIs,
  },
  verifierCredentialsFile: {
    flag: "verifier-credentials-file",
    env: "PAWL_VERIFIER_CREDENTIALS_FILE",
    placeholder: "FILE",
    group,
    text: "File with the same list, readable by its owner only",
    defaultText: "none",
    example: "/run/secrets/verifiers",
    read: asItIs,
  },
  securityEventReceivers: {
    flag: "security-event-receivers-file",
    env: "PAWL_SECURITY_EVENT_RECEIVERS_FILE",
    placeholder: "FILE",
    group,
    text: 'File with a JSON list of those who are told by security event tokens, readable by its owner only: { "credential", "audience" } of one that asks, { "endpoint", "authorization", "audience" } of one that is told there',
    defaultText: "none",
    example: "/run/secrets/receivers.json",
    read: asItIs,
  },
};
