import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Sent } from "./proxy.ts";

/** Somebody else's server: it serves what it likes, lets anyone read its answers, and keeps what it was sent. */
export interface ForeignSite {
  /** Another site than the demo's. */
  readonly origin: string;
  /** The demo's site, on another port: what a sibling subdomain is. */
  readonly siblingOrigin: string;
  readonly sent: readonly Sent[];
  close(): Promise<void>;
}

/** Any path answers 200: with an empty page, in which a test does what the site's owner would. */
export async function startForeignSite(): Promise<ForeignSite> {
  const sent: Sent[] = [];
  const server = createServer((request, response) => {
    const { method = "GET", url: path = "/", headers } = request;
    sent.push({ method, path, headers });
    request.resume();
    response.writeHead(200, {
      "Content-Type": "text/html; charset=utf-8",
      "Access-Control-Allow-Origin": headers.origin ?? "*",
      "Access-Control-Allow-Credentials": "true",
      "Access-Control-Allow-Headers": headers["access-control-request-headers"] ?? "authorization",
      "Access-Control-Allow-Methods": headers["access-control-request-method"] ?? "GET",
    });
    response.end("<!doctype html><title>Elsewhere</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${port}`,
    siblingOrigin: `http://localhost:${port}`,
    sent,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
