import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type CommandFailure, failure } from "./failure.ts";

/**
 * A server with limits for an API of small requests (ASVS 15.2.2): whoever sends slowly, sends much or stays away
 * is cut off before it costs anything.
 */
export function createHttpServer(): Server {
  const server = createServer({
    // Milliseconds: all headers, then the whole request, must be in by then.
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    // How often the two above are looked at; Node's default of 30 s would make them mean a minute.
    connectionsCheckingInterval: 1000,
    // Longer than the 60 s of usual proxies, so that no request meets a connection that is just being closed.
    keepAliveTimeout: 65_000,
    // Bytes, request line included; a cookie and an access token need less than two of these sixteen kibibytes.
    maxHeaderSize: 16 * 1024,
  });
  // Neither side said anything: the peer does not read its answer, or is gone.
  server.setTimeout(120_000);
  return server;
}

/**
 * Starts to listen; gives the port, which `port` leaves to the system if it is 0.
 *
 * @throws CommandFailure that says what to do.
 */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(explainListenError(error, port, host));
    server.once("error", refuse);
    server.listen(port, host, () => {
      server.off("error", refuse);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function explainListenError(
  { code, message }: NodeJS.ErrnoException,
  port: number,
  host: string,
): CommandFailure {
  switch (code) {
    case "EADDRINUSE":
      return failure(`Port ${port} of ${host} is in use; stop what uses it, or choose another with --port.`);
    case "EACCES":
      return failure(`Port ${port} is reserved for privileged users; choose one above 1023 with --port.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return failure(`${host} is no address of this machine; choose another with --host, such as 127.0.0.1.`);
    default:
      return failure(`Listening on port ${port} of ${host} failed: ${message}`);
  }
}
