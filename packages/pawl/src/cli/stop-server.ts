import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Ends a server without cutting anyone off. */
export interface StoppableServer {
  /**
   * Stops accepting, lets requests in flight finish, and closes connections as they fall idle.
   *
   * @param limitMs after so many milliseconds the connections that are left are cut.
   * @returns how many were cut.
   */
  stop(limitMs: number): Promise<number>;
}

/** How often connections are looked at that have become idle since. */
const lookAgainMs = 50;

/** Keeps track of the requests of a server; call it before the server listens. */
export function stoppable(server: Server): StoppableServer {
  const inFlight = new Set<ServerResponse>();
  const connections = new Set<Socket>();
  let stopping = false;

  server.on("connection", (connection: Socket) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  server.prependListener("request", (_, response) => {
    inFlight.add(response);
    response.once("close", () => inFlight.delete(response));
    if (stopping) announceClose(response);
  });

  function closeIdle(): void {
    server.closeIdleConnections();
    // To Node, a connection is idle only after its first request; browsers open some that never have one.
    for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
  }

  async function stop(limitMs: number): Promise<number> {
    stopping = true;
    for (const response of inFlight) announceClose(response);
    let cut = 0;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const lookAgain = setInterval(closeIdle, lookAgainMs);
    const limit = setTimeout(() => {
      cut = inFlight.size;
      server.closeAllConnections();
    }, limitMs);
    await closed;
    clearInterval(lookAgain);
    clearTimeout(limit);
    return cut;
  }

  return { stop };
}

/** The answer is the connection's last, so that its client opens the next one elsewhere. */
function announceClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
