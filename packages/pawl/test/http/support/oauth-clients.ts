import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { verifierOne } from "../../support/secrets.ts";

/** What a client of somebody else's gives of a grant. */
export interface Granted {
  readonly access_token: string;
  readonly refresh_token?: string | undefined;
  readonly scope?: string | undefined;
  readonly expires_in?: number | undefined;
  readonly rotation?: unknown;
  readonly revision?: unknown;
}

/** An OAuth client as a library makes one from the issuer alone; its errors are the library's own. */
export interface OAuthClient {
  /** What it discovered, as it understood it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  refresh(refreshToken: string, parameters?: Record<string, string>): Promise<Granted>;
  revoke(token: string): Promise<void>;
  /** Asks a resource with a token. */
  fetch(url: URL, accessToken: string): Promise<Response>;
}

/** How a resource server of the same library asks about a token. */
export type Introspect = (token: string) => Promise<Readonly<Record<string, unknown>>>;

/** A library of somebody else's. */
export interface OAuthLibrary {
  readonly name: string;
  discover(issuer: string, clientId?: string): Promise<OAuthClient>;
  /** One for each way of authenticating that it knows. */
  introspections(issuer: string, credential?: string): Promise<Readonly<Record<string, Introspect>>>;
}

const insecure = { [oauth.allowInsecureRequests]: true };

async function discoverWithOauth4webapi(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  const response = await oauth.discoveryRequest(url, { algorithm: "oauth2", ...insecure });
  return await oauth.processDiscoveryResponse(url, response);
}

const oauth4webapi: OAuthLibrary = {
  name: "oauth4webapi",
  async discover(issuer, clientId = "web") {
    const as = await discoverWithOauth4webapi(issuer);
    const client: oauth.Client = { client_id: clientId };
    return {
      metadata: { ...as },
      async refresh(refreshToken, additionalParameters = {}) {
        const options = { additionalParameters, ...insecure };
        const response = await oauth.refreshTokenGrantRequest(
          as,
          client,
          oauth.None(),
          refreshToken,
          options,
        );
        return (await oauth.processRefreshTokenResponse(as, client, response)) as Granted;
      },
      async revoke(token) {
        const response = await oauth.revocationRequest(as, client, oauth.None(), token, insecure);
        await oauth.processRevocationResponse(response);
      },
      fetch: (url, accessToken) =>
        oauth.protectedResourceRequest(accessToken, "GET", url, undefined, undefined, insecure),
    };
  },
  async introspections(issuer, credential = verifierOne) {
    const as = await discoverWithOauth4webapi(issuer);
    const client: oauth.Client = { client_id: "the api" };
    const by =
      (authentication: oauth.ClientAuth): Introspect =>
      async (token) => {
        const response = await oauth.introspectionRequest(as, client, authentication, token, insecure);
        return await oauth.processIntrospectionResponse(as, client, response);
      };
    return {
      client_secret_basic: by(oauth.ClientSecretBasic(credential)),
      client_secret_post: by(oauth.ClientSecretPost(credential)),
      Bearer: by((_as, _client, _body, headers) => headers.set("authorization", `Bearer ${credential}`)),
    };
  },
};

const options: openid.DiscoveryRequestOptions = {
  algorithm: "oauth2",
  execute: [openid.allowInsecureRequests],
};

const openidClient: OAuthLibrary = {
  name: "openid-client",
  async discover(issuer, clientId = "web") {
    const config = await openid.discovery(new URL(issuer), clientId, undefined, openid.None(), options);
    return {
      metadata: { ...config.serverMetadata() },
      refresh: async (refreshToken, parameters) =>
        (await openid.refreshTokenGrant(config, refreshToken, parameters)) as Granted,
      revoke: (token) => openid.tokenRevocation(config, token),
      fetch: (url, accessToken) => openid.fetchProtectedResource(config, accessToken, url, "GET"),
    };
  },
  async introspections(issuer, credential = verifierOne) {
    const by = async (authentication: openid.ClientAuth): Promise<Introspect> => {
      const config = await openid.discovery(new URL(issuer), "the api", undefined, authentication, options);
      return async (token) => ({ ...(await openid.tokenIntrospection(config, token)) });
    };
    return {
      client_secret_basic: await by(openid.ClientSecretBasic(credential)),
      client_secret_post: await by(openid.ClientSecretPost(credential)),
    };
  },
};

export const oauthLibraries: readonly OAuthLibrary[] = [oauth4webapi, openidClient];
