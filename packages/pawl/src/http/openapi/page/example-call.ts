import { csrfHeader, csrfHeaderValue } from "../../../protocol/names.ts";
import type { OpenApiDocument, OperationObject } from "../document.ts";
import { alternativesOf, exampleOf, nameOf } from "./schema.ts";

/** The environment variables that stand for credentials. */
const variables: Readonly<Record<string, string>> = {
  accessToken: "ACCESS_TOKEN",
  verifierCredential: "VERIFIER_CREDENTIAL",
  receiverCredential: "RECEIVER_CREDENTIAL",
  serviceCredential: "SERVICE_CREDENTIAL",
};

/** How one would call it from a shell. */
export function exampleCall(
  { servers, components }: OpenApiDocument,
  path: string,
  method: string,
  { security, parameters = [], requestBody }: OperationObject,
): string {
  const [server = { url: "" }] = servers;
  const [[type, media] = []] = Object.entries(requestBody?.content ?? {});
  const names = alternativesOf(media?.schema ?? {}).map(nameOf);
  const sent = names.map((name) => exampleOf(components.schemas[name ?? ""] ?? {})).find(Boolean);
  const credential = security.flatMap((one) => Object.keys(one)).find((name) => name in variables);
  const usesCookie = parameters.some(({ name }) => name === csrfHeader) && credential === undefined;
  const filledIn = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const url = filledIn === path ? quoted(server.url + path) : `${quoted(server.url)}"${filledIn}"`;
  const lines = [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}${url}`,
    ...(credential === undefined ? [] : [`-H "Authorization: Bearer $${variables[credential]}"`]),
    ...(usesCookie
      ? [`-b cookies.txt -c cookies.txt -H ${quoted(`${csrfHeader}: ${csrfHeaderValue}`)}`]
      : []),
    ...(usesCookie ? [`-H ${quoted(`Origin: ${originOf(server.url)}`)}`] : []),
    ...(sent === undefined || type === undefined ? [] : [`-H ${quoted(`Content-Type: ${type}`)}`]),
    ...(sent === undefined ? [] : [`-d ${quoted(JSON.stringify(sent))}`]),
  ];
  return lines.join(" \\\n  ");
}

/** For a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w:/.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
