/**
 * Goal: the Node adapter carries requests and answers across unchanged, whatever Fetch handler is behind it.
 * Method: handlers made for one property each, over real connections.
 */
import { describe, expect, test } from "vitest";
import { requireSession, toNodeListener } from "../../../src/http/adapters/node.ts";
import { createTestPawl } from "../../support/create-test-pawl.ts";
import { exchange, head } from "../support/connection.ts";
import { listen } from "../support/listen.ts";
import { expectProblem } from "../support/problem.ts";
import { type Sent, send } from "../support/send.ts";

type Handler = (request: Request) => Promise<Response>;

const ask = async (handler: Handler, method = "GET", path = "/", sent: Sent = {}) =>
  send(await listen(toNodeListener(handler)), method, path, sent);

const get = head("GET / HTTP/1.1", "Host: app.example");

describe("a request", () => {
  test("keeps its method, path, query and headers; two of a name are joined", async () => {
    const seen: unknown[] = [];
    const handler: Handler = async ({ method, url, headers }) => {
      seen.push(method, new URL(url).pathname, new URL(url).search);
      seen.push(headers.get("x-one"), headers.get("x-two"), headers.get("cookie"));
      return new Response(null);
    };
    const headers: [string, string][] = [
      ["X-One", "1"],
      ["X-Two", "a"],
      ["x-two", "b"],
      ["Cookie", "a=1"],
      ["Cookie", "b=2"],
    ];
    await ask(handler, "PATCH", "/a%20b?c=%26", { headers });
    expect(seen).toEqual(["PATCH", "/a%20b", "?c=%26", "1", "a, b", "a=1; b=2"]);
  });

  test.each<[string, string | Buffer]>([
    ["text", "b\u00f6dy"],
    ["bytes", Buffer.from([0, 255, 128])],
    ["a megabyte", Buffer.alloc(1_000_000, 7)],
  ])("keeps its body: %s", async (_, body) => {
    let received: ArrayBuffer | undefined;
    await ask(
      async (request) => {
        received = await request.arrayBuffer();
        return new Response(null);
      },
      "POST",
      "/",
      { body },
    );
    expect(Buffer.from(received ?? new ArrayBuffer(0)).equals(Buffer.from(body))).toBe(true);
  });

  test("without a body has none, also with POST", async () => {
    const bodies: unknown[] = [];
    const handler: Handler = async (request) => {
      bodies.push(request.body);
      return new Response(null);
    };
    const port = await listen(toNodeListener(handler));
    await exchange(port, get.replace("GET", "POST"));
    await send(port, "POST", "/", { body: "" });
    expect(bodies).toEqual([null, null]);
  });

  test("C80: no part of its URL comes from Host", async () => {
    const hosts: string[] = [];
    const handler: Handler = async ({ url }) => {
      hosts.push(new URL(url).host);
      return new Response(null);
    };
    await ask(handler, "GET", "/", { headers: { Host: "evil.example" } });
    expect(hosts).toEqual(["localhost"]);
  });
});

describe("an answer", () => {
  test("keeps each Set-Cookie on a line of its own, commas and all", async () => {
    const cookies = ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", "b=2, 3", "c=4"];
    const headers = new Headers();
    for (const cookie of cookies) headers.append("set-cookie", cookie);
    const answer = await ask(async () => new Response("x", { headers }));
    expect(answer.setCookies).toEqual(cookies);
  });

  test.each([200, 201, 204, 304, 404, 418, 503])("keeps its status: %i", async (status) => {
    expect((await ask(async () => new Response(null, { status }))).status).toBe(status);
  });

  test("in JSON comes in one piece, with its length", async () => {
    const answer = await ask(async () => Response.json({ a: "\u20ac" }));
    expect(answer.json).toEqual({ a: "\u20ac" });
    expect(answer.headers.get("content-length")).toBe("11");
    expect(answer.headers.has("transfer-encoding")).toBe(false);
  });

  test.each(["text/event-stream", "application/x-ndjson", "application/json-seq"])(
    "that streams as %s comes piece by piece, before it has ended",
    async (type) => {
      const handler: Handler = async () => {
        const body = new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode("first piece\n")),
        });
        return new Response(body, { headers: { "content-type": type, "content-length": "12" } });
      };
      const { text } = await exchange(await listen(toNodeListener(handler)), get);
      expect(text).toContain("first piece");
    },
  );

  test("that streams is stopped when its reader hangs up", async () => {
    let handler: Handler = () => Promise.resolve(new Response());
    const stopped = new Promise<string>((resolve) => {
      handler = async () => {
        const body = new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode("first piece\n")),
          cancel: () => resolve("stopped"),
        });
        return new Response(body, { headers: { "content-type": "text/plain", "content-length": "12" } });
      };
    });
    await exchange(await listen(toNodeListener(handler)), get);
    expect(await stopped).toBe("stopped");
  });

  test("whose stream breaks is cut off, so that nobody takes it for whole", async () => {
    const handler: Handler = async () => {
      const body = new ReadableStream({
        pull: (controller) => controller.error(new Error("inside")),
      });
      return new Response(body, { headers: { "content-type": "text/plain" } });
    };
    await expect(ask(handler)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  test("in JSON whose body breaks is 500, since nothing of it was sent", async () => {
    const handler: Handler = async () => {
      const body = new ReadableStream({
        pull: (controller) => controller.error(new Error("inside")),
      });
      return new Response(body, { headers: { "content-type": "application/json" } });
    };
    expectProblem(await ask(handler), "internal_error");
  });
});

describe("a handler that fails", () => {
  test("by rejecting is 500, not the sender's fault, and says nothing", async () => {
    const answer = await ask(() => Promise.reject(new Error("inside")));
    expectProblem(answer, "internal_error");
    expect(answer.text).not.toContain("inside");
  });

  test("by answering with a body that is spent is cut off, and the server goes on", async () => {
    let times = 0;
    const handler: Handler = async () => {
      const response = new Response("x", { headers: { "content-type": "text/plain" } });
      if (times++ === 0) await response.text();
      return response;
    };
    const port = await listen(toNodeListener(handler));
    await expect(send(port, "GET", "/")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    expect((await send(port, "GET", "/")).text).toBe("x");
  });

  test("before it made a promise is 500 as well", async () => {
    const broken: Handler = () => {
      throw new TypeError("inside");
    };
    expectProblem(await ask(broken), "internal_error");
  });
});

test("an error thrown by a guarded listener reaches whoever called it", async () => {
  const { pawl } = createTestPawl();
  const { accessToken } = await pawl.create("usr_ada");
  const guarded = requireSession(pawl, () => {
    throw new Error("of the application");
  });
  const thrown: unknown[] = [];
  const port = await listen((incoming, outgoing) => {
    guarded(incoming, outgoing).catch((error: unknown) => {
      thrown.push(error);
      outgoing.end();
    });
  });
  await send(port, "GET", "/", { headers: { Authorization: `Bearer ${accessToken}` } });
  expect(thrown).toEqual([new Error("of the application")]);
});
