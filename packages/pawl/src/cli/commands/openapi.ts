import type { HostCookieName } from "../../http/cookies.ts";
import { cookieNameFor } from "../../server/cookie-name.ts";
import type { Command } from "../command.ts";
import { misuse } from "../failure.ts";
import { printable } from "../json-line.ts";
import type { OptionTable } from "../option.ts";
import { serveOptions } from "../options.ts";
import { readSettings } from "../read-settings.ts";

interface OpenApiSettings {
  readonly issuer: string;
  readonly cookieName: HostCookieName | undefined;
}

const group = "What it is for";

const options: OptionTable<OpenApiSettings> = {
  issuer: {
    ...serveOptions.issuer,
    group,
    text: "Public URL of the server",
    default: "http://localhost:4000",
    defaultText: "http://localhost:4000",
    read: readUrl,
  },
  cookieName: { ...serveOptions.cookieName, group },
};

/** `pawl openapi`: the document that a server gives at `GET /openapi.json`, without a server. */
export const openApi: Command = {
  name: "openapi",
  operands: "",
  maxOperands: 0,
  summary: "print the OpenAPI document of the HTTP interface",
  text: "Prints what a server gives at GET /openapi.json, for generators of clients and for gateways: OpenAPI 3.1, as JSON. All routes are in it, also those that a server has only where credentials for them are configured. Needs no server and no store.",
  options: Object.values(options),
  examples: [
    {
      call: "pawl openapi --issuer https://auth.example.com > pawl.json",
      text: "for a server that is there",
    },
    {
      call: "pawl openapi > pawl.json && npx openapi-typescript pawl.json -o pawl-api.d.ts",
      text: "types for a client in TypeScript",
    },
  ],

  async run({ flags }, { env, stdout }) {
    const { issuer, cookieName } = readSettings(options, flags, env).settings;
    // Not with the other commands: it makes every schema that there is.
    const { describeApi } = await import("../../http/openapi/describe-api.ts");
    const document = describeApi({
      issuer,
      cookieName: cookieName ?? cookieNameFor(issuer),
      features: { verifiers: true, services: true, receivers: true },
    });
    stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  },
};

function readUrl(text = "", name: string): string {
  if (/^https?:\/\/[^\s?#@\\]+$/.test(text) && URL.canParse(text)) return text;
  throw misuse(`${name} must be a URL such as https://auth.example.com, not "${printable(text, 60)}".`);
}
