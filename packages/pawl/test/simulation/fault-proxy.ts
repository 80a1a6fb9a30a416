import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Timers } from "../../src/client/index.ts";
import type { Fault } from "./fault.ts";

export interface FaultProxyOptions {
  /** The port of this machine to which a request goes; asked anew for each delivery. */
  readonly target: () => number;
  /** What happens to the next exchange. */
  readonly fault: () => Fault;
  readonly timers: Timers;
  /** Told of each delivery that begins; what it gives is told of its end. */
  readonly onDelivery?: () => () => void;
}

/** A bad network between one client and its servers. */
export interface FaultProxy {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A TCP proxy that breaks what passes through it. It serves one exchange a connection, and passes requests and answers on
 * as wholes: so that a request can be held, and be delivered twice, after its sender has long gone.
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, fault, timers, onDelivery = () => () => undefined } = options;
  const open = new Set<Socket>();
  /** Answers that wait to be overtaken. */
  const overtaken = new Set<() => void>();
  const pass = (ms: number) => new Promise<void>((done) => timers.set(done, ms));

  /** Delivers a request, and gives the answer or as much of it as came. */
  function deliver(request: Buffer): Promise<Buffer> {
    const onEnd = onDelivery();
    return new Promise((resolve) => {
      const server = connect(target(), "127.0.0.1", () => server.write(request));
      open.add(server);
      const chunks: Buffer[] = [];
      server.on("data", (chunk) => chunks.push(chunk));
      // A server that is gone, or goes now: what came is the answer.
      server.on("error", () => undefined);
      server.on("close", () => {
        open.delete(server);
        onEnd();
        resolve(Buffer.concat(chunks));
      });
    });
  }

  function answer(client: Socket, bytes: Buffer): void {
    if (bytes.length === 0) client.destroy();
    else client.end(bytes);
    for (const go of overtaken) go();
    overtaken.clear();
  }

  async function exchange(client: Socket, request: Buffer, drawn: Fault): Promise<void> {
    switch (drawn.kind) {
      case "none":
        return answer(client, await deliver(request));
      case "request lost":
        return void client.destroy();
      case "answer lost":
        await deliver(request);
        return void client.destroy();
      case "answer cut":
        return answer(client, (await deliver(request)).subarray(0, drawn.atByte));
      case "request late":
      case "request held":
        await pass(drawn.ms);
        return answer(client, await deliver(request));
      case "answer late": {
        const late = await deliver(request);
        await pass(drawn.ms);
        return answer(client, late);
      }
      case "request twice": {
        const first = await deliver(request);
        if (drawn.answered === "first") answer(client, first);
        await pass(drawn.ms);
        const second = await deliver(request);
        return drawn.answered === "second" ? answer(client, second) : undefined;
      }
      case "answers swapped": {
        const swapped = await deliver(request);
        await Promise.race([pass(drawn.ms), new Promise<void>((go) => overtaken.add(go))]);
        return answer(client, swapped);
      }
    }
  }

  const listener = createServer((client) => {
    open.add(client);
    client.on("close", () => open.delete(client));
    // Whoever gave up waiting is gone; their request is not.
    client.on("error", () => undefined);
    let request = Buffer.alloc(0);
    client.on("data", (chunk) => {
      request = Buffer.concat([request, chunk]);
      if (isWhole(request)) void exchange(client, request, fault());
    });
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");

  return {
    port: (listener.address() as AddressInfo).port,
    async close() {
      listener.close();
      for (const socket of open) socket.destroy();
      await once(listener, "close");
    },
  };
}

/** Whether the head and as much of a body as it announces (RFC 9112 §6.2) are there. */
function isWhole(request: Buffer): boolean {
  const end = request.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(request.toString("latin1", 0, end))?.[1] ?? "0";
  return request.length >= end + 4 + Number(length);
}
