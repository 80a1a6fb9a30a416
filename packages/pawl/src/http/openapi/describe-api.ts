import type { Features, Group } from "../operations/operation.ts";
import { operationAt } from "../operations/table.ts";
import { routeTable } from "../router.ts";
import { securitySchemes } from "./credentials.ts";
import { describeOperation } from "./describe-operation.ts";
import type { OpenApiDocument, OperationObject } from "./document.ts";
import { namedJsonSchemas, namesIn } from "./schemas.ts";
import { version } from "./version.ts";

/** What the document depends on. */
export interface ApiFacts {
  /** The public URL at which the handler is mounted. */
  readonly issuer: string;
  readonly cookieName: string;
  readonly features: Features;
}

const groups: Readonly<Record<Group, string>> = {
  "Sessions of a browser or an app": "Logging in, staying logged in, and logging out.",
  "A user’s devices": "What a user sees and ends of their own sessions.",
  "For backends": "What an API or a service of yours asks.",
  "For OAuth clients":
    "The same sessions, for clients that speak OAuth 2.0. There is no authorization endpoint.",
  "For operators": "What whoever runs this server asks.",
};

const description = `Sessions with short-lived access tokens and rotating refresh tokens.

Everything is JSON in snake_case, unless a route says otherwise. Names in \`…_at\` are instants, in whole milliseconds since the epoch; \`expires_in\` is in seconds. A body has at most 16 KiB, unique member names and no unknown members. Answers may get new members, and routes new codes.

Every failure is a \`Problem\` with a stable \`code\`. A 401 has \`WWW-Authenticate\`, with \`error="invalid_token"\` where a refresh will help; a 503 has \`Retry-After\`, and decides nothing about a session. A path that is not listed is 404 \`not_found\`, another method 405 \`method_not_allowed\` with \`Allow\`. \`HEAD\` is \`GET\` without the body.`;

/**
 * The OpenAPI 3.1 document of a Pawl: every row of the router, as its operation describes it, with the schemas that validate
 * requests. A route that is turned off is left out. Holds nothing secret.
 *
 * @throws Error for a row of the router that no operation describes.
 */
export function describeApi({ issuer, cookieName, features }: ApiFacts): OpenApiDocument {
  const paths = pathsOf(features);
  const described = Object.values(paths).flatMap((methods) => Object.values(methods));
  const schemas = namedJsonSchemas();
  const schemes = Object.entries(securitySchemes(cookieName)).filter(([name]) =>
    described.some(({ security }) => security.some((one) => name in one)),
  );
  const used = namesIn(paths, schemas).map((name) => [name, schemas.get(name) ?? {}] as const);
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "Pawl",
      version,
      summary: "Session management over HTTP",
      description,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: issuer.replace(/\/+$/, "") }],
    tags: Object.entries(groups).map(([name, text]) => ({ name, description: text })),
    paths,
    components: { schemas: Object.fromEntries(used), securitySchemes: Object.fromEntries(schemes) },
  };
}

function pathsOf(features: Features): Record<string, Record<string, OperationObject>> {
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const [path, methods] of routeTable) {
    for (const method of methods.keys()) {
      const operation = operationAt(path, method);
      if (operation === undefined) throw new Error(`${method} ${path} is not described in operations/`);
      if (operation.feature !== undefined && !features[operation.feature]) continue;
      const described = { [method.toLowerCase()]: describeOperation(operation) };
      paths[path] = { ...paths[path], ...described };
    }
  }
  return paths;
}
