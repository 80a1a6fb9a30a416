import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Sent } from "./proxy.ts";

/** A request that has arrived whole at the line's end, and what may become of it. */
export interface Call {
  readonly sent: Sent;
  /** Passes the request on, and the answer as it comes, for as long as it comes. */
  pass(): Promise<void>;
  /** Passes the request on, and keeps the whole answer, headers and all. */
  deliver(): Promise<Buffer>;
  /** Gives the browser some bytes, and leaves it waiting for more. */
  write(bytes: Uint8Array | string): void;
  /** Breaks the connection to the browser. */
  cut(): void;
}

export type CallTreatment = (call: Call) => Promise<void> | void;

/**
 * The line between a browser and a server: a TCP proxy that breaks what passes through it, at the byte if need be.
 * Every connection serves one request, so that Chromium repeats nothing by itself.
 */
export interface Line {
  readonly origin: string;
  /** From now on, requests for this path (without query) are treated like this. */
  treat(path: string, treatment: CallTreatment): void;
  /** From now on, requests for this path go through again. */
  leave(path: string): void;
  /** From now on nothing under this path gets through, and what is open breaks: an outage of the auth server, say. */
  breakOff(prefix?: string): void;
  /** The outage is over; what is treated is treated still. */
  reconnect(): void;
  /** Everything goes through again: no treatment, no outage. */
  mend(): void;
  close(): Promise<void>;
}

const passCall: CallTreatment = ({ pass }) => pass();

/** @param target the server's port, asked anew for each request: it may have been started again. */
export async function startLine(target: () => number): Promise<Line> {
  const open = new Map<Socket, string>();
  const treatments = new Map<string, CallTreatment>();
  let broken: string | undefined;

  function toServer(request: Buffer, onBytes: (bytes: Buffer) => void): { done: Promise<void>; cut(): void } {
    const server = connect(target(), "127.0.0.1", () => server.write(request));
    open.set(server, "");
    server.on("data", onBytes);
    // A server that is gone, or goes now: what came is the answer.
    server.on("error", () => undefined);
    const done = new Promise<void>((resolve) => {
      server.on("close", () => {
        open.delete(server);
        resolve();
      });
    });
    return { done, cut: () => server.destroy() };
  }

  function callOf(client: Socket, sent: Sent, request: Buffer): Call {
    return {
      sent,
      async pass() {
        const server = toServer(request, (bytes) => void client.write(bytes));
        client.on("close", server.cut);
        await server.done;
        client.end();
      },
      async deliver() {
        const chunks: Buffer[] = [];
        await toServer(request, (bytes) => chunks.push(bytes)).done;
        return Buffer.concat(chunks);
      },
      write: (bytes) => void client.write(bytes),
      cut: () => client.destroy(),
    };
  }

  const listener = createServer((client) => {
    open.set(client, "");
    client.on("close", () => open.delete(client));
    client.on("error", () => undefined);
    let bytes = Buffer.alloc(0);
    client.on("data", async (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const read = readRequest(bytes);
      if (read === undefined) return;
      const { sent, request } = read;
      const path = sent.path.split("?", 1)[0] ?? "";
      open.set(client, path);
      const treatment = treatments.get(path) ?? passCall;
      if (broken !== undefined && path.startsWith(broken)) client.destroy();
      else await treatment(callOf(client, sent, request));
    });
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");

  return {
    origin: `http://localhost:${(listener.address() as AddressInfo).port}`,
    treat: (path, treatment) => void treatments.set(path, treatment),
    leave: (path) => void treatments.delete(path),
    breakOff(prefix = "/") {
      broken = prefix;
      for (const [socket, path] of open) if (path.startsWith(prefix)) socket.destroy();
    },
    reconnect() {
      broken = undefined;
    },
    mend() {
      broken = undefined;
      treatments.clear();
    },
    async close() {
      listener.close();
      for (const socket of open.keys()) socket.destroy();
      await once(listener, "close");
    },
  };
}

/** The request, once its head and as much of a body as it announces (RFC 9112 §6.2) are there. */
function readRequest(bytes: Buffer): { readonly sent: Sent; readonly request: Buffer } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  if (bytes.length < end + 4 + Number(headers["content-length"] ?? 0)) return undefined;
  const [method = "", path = ""] = first.split(" ");
  const head = [first, ...lines.filter((line) => !/^connection:/i.test(line)), "Connection: close"];
  const request = Buffer.concat([
    Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"),
    bytes.subarray(end + 4),
  ]);
  return { sent: { method, path, headers }, request };
}
