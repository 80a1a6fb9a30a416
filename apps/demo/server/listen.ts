import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

const portsToTry = 20;

/**
 * Binds the server and returns its port. If the port is taken and was not asked for by name, takes the next
 * free one.
 *
 * @throws Error with a sentence for the person at the terminal when the port is taken.
 */
export async function listen(
  server: Server,
  { host, port, portIsFixed }: { host: string; port: number; portIsFixed: boolean },
): Promise<number> {
  const last = portIsFixed ? port : port + portsToTry - 1;
  for (let candidate = port; candidate <= last; candidate++) {
    try {
      server.listen(candidate, host);
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
  throw new Error(
    portIsFixed
      ? `Port ${port} is taken. Choose another with PORT=…, or leave PORT out to get the next free one.`
      : `Ports ${port} to ${last} are all taken. Choose one with PORT=…`,
  );
}
