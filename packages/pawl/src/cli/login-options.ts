import type { OptionTable } from "./option.ts";

/** Who may log in, besides the users in the store. */
export interface LoginSettings {
  readonly identity: string | undefined;
  readonly identitySecret: string | undefined;
  readonly identitySecretFile: string | undefined;
  readonly serviceCredentials: string | undefined;
  readonly serviceCredentialsFile: string | undefined;
}

const group = "Who may log in";
const asItIs = (text: string | undefined): string | undefined => text;

export const loginOptions: OptionTable<LoginSettings> = {
  identity: {
    flag: "identity",
    env: "PAWL_IDENTITY",
    placeholder: "URL",
    group,
    text: "Endpoint of the application that is asked who somebody is, instead of the users in the store; https, except on this machine",
    defaultText: "none: the users are those of pawl users",
    example: "http://127.0.0.1:8000/auth/verify",
    read: asItIs,
  },
  identitySecret: {
    flag: null,
    env: "PAWL_IDENTITY_SECRET",
    placeholder: "SECRET",
    group,
    text: "Signs what is sent to that endpoint, which has the same: openssl rand -base64 48",
    defaultText: "none; needed with --identity",
    example: '"$(openssl rand -base64 48)"',
    read: asItIs,
  },
  identitySecretFile: {
    flag: "identity-secret-file",
    env: "PAWL_IDENTITY_SECRET_FILE",
    placeholder: "FILE",
    group,
    text: "File with the same secret, readable by its owner only",
    defaultText: "none",
    example: "/run/secrets/identity",
    read: asItIs,
  },
  serviceCredentials: {
    flag: null,
    env: "PAWL_SERVICE_CREDENTIALS",
    placeholder: "LIST",
    group,
    text: "What backends show at POST /login-tickets, who may log in any user; of 32 characters or more, with commas between: openssl rand -base64 48",
    defaultText: "none, and that route is not there",
    example: '"$(openssl rand -base64 48)"',
    read: asItIs,
  },
  serviceCredentialsFile: {
    flag: "service-credentials-file",
    env: "PAWL_SERVICE_CREDENTIALS_FILE",
    placeholder: "FILE",
    group,
    text: "File with the same list, readable by its owner only",
    defaultText: "none",
    example: "/run/secrets/services",
    read: asItIs,
  },
};
