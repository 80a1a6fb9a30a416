// Goal: a server that is asked to end finishes what it began and ends; one that is asked twice ends at once.
// Method: a request is held half sent while the signal comes: to the program as a process, and, for the limit, to a
// server in this one.
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { stoppable } from "../../src/cli/stop-server.ts";
import { ada } from "../support/people.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { collect } from "./support/run-pawl.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

/** A login of which the server has seen the headers, and said so; its body is still to come. */
async function halfSentLogin(url: string): Promise<{ socket: Socket; received: () => string; body: string }> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const received = collect(socket);
  const body = JSON.stringify({ email: ada.email, password: ada.password, transport: "body" });
  socket.write(
    `POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
  );
  await once(socket, "data");
  expect(received()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  return { socket, received, body };
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s: a slow request is finished, nobody new is let in, idle connections are closed, exit code 0",
  async (name) => {
    const { store } = await accountsWithAda();
    const served = await servePawl(store);
    // Leaves a connection open behind it, as browsers do, and another that never says anything.
    await (await fetch(`${served.url}/healthz`)).text();
    const silent = connect(Number(new URL(served.url).port), "127.0.0.1");
    onTestFinished(() => void silent.destroy());
    await once(silent, "connect");
    const { socket, received, body } = await halfSentLogin(served.url);

    served.signal(name);
    expect(await served.logged("stopping")).toMatchObject({ signal: name });
    await expect(fetch(`${served.url}/healthz`)).rejects.toThrow();

    socket.write(body);
    await once(socket, "close");
    expect(received()).toMatch(/HTTP\/1\.1 200 OK\r\n/);
    expect(received()).toMatch(/^connection: close\r$/im);
    expect(received()).toContain('"refresh_token"');
    expect((await served.finished).exitCode).toBe(0);
    expect(served.log().at(-1)?.event).toBe("stopped");
  },
);

test("a second signal ends it at once, with exit code 1", async () => {
  const { store } = await accountsWithAda();
  const served = await servePawl(store);
  await halfSentLogin(served.url);
  served.signal("SIGINT");
  await served.logged("stopping");
  // Until it counts as a second one, and not as npm's copy of the first.
  const repeat = setInterval(() => served.signal("SIGINT"), 50);
  onTestFinished(() => clearInterval(repeat));
  expect((await served.finished).exitCode).toBe(1);
  expect(served.log().map(({ event }) => event)).not.toContain("stopped");
});

test("requests that do not finish within the limit are cut, and counted", async () => {
  const server = createServer(() => undefined);
  const { stop } = stoppable(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(server, "request");
  const [cut] = await Promise.all([stop(20), once(socket, "close")]);
  expect(cut).toBe(1);
});

test("a server without requests stops without waiting", async () => {
  const server = createServer();
  const { stop } = stoppable(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  expect(await stop(600_000)).toBe(0);
});
