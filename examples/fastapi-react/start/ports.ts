import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/**
 * The ports, with free ones for 0. All are taken at once before any is given back, so that no two are the same.
 *
 * @throws Error with a sentence for the person at the terminal, if one is taken.
 */
export async function freePorts(wanted: readonly number[]): Promise<number[]> {
  const servers = wanted.map((port) => ({ port, server: createServer() }));
  try {
    for (const { port, server } of servers) {
      server.listen(port, "127.0.0.1");
      await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
        throw new Error(
          `Port ${port} cannot be listened on (${error.code}); name another one: PORT=5174 npm start`,
        );
      });
    }
    return servers.map(({ server }) => (server.address() as AddressInfo).port);
  } finally {
    for (const { server } of servers) server.close();
  }
}
