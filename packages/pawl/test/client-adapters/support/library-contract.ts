import { describe, expect, test } from "vitest";
import { SessionError, UnavailableError } from "../../../src/client/index.ts";
import { five, outcomeOf } from "../../client/support/make-client.ts";
import { ada } from "../../support/people.ts";
import { type Arrived, openSite, type Site } from "./site.ts";

/** One request, as the test wants it. */
export interface Asked {
  readonly path: string;
  /** Sent as the library sends JSON. */
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly signal?: AbortSignal;
}

/** A library that sends through `client.fetch`, used as its users use it. */
export interface Library {
  /** A POST to the API. The status of its answer, also where the library throws an error of its own for that. */
  post(asked: Asked): Promise<number>;
  /** What the client threw, within what the library threw. */
  causeOf(error: unknown): unknown;
}

const text = "an engine weaves algebraic patterns ".repeat(4000);
const bytes = new TextEncoder().encode(text);

function form(): FormData {
  const fields = new FormData();
  fields.set("title", "Note G");
  fields.set("file", new Blob([text], { type: "text/plain" }), "note.txt");
  return fields;
}

/** Each has a text that must arrive, at each attempt, and nothing else. */
const bodies: Record<string, { readonly asked: Omit<Asked, "path">; readonly arrives: string }> = {
  JSON: { asked: { json: { text } }, arrives: JSON.stringify({ text }) },
  "a form": { asked: { body: form() }, arrives: JSON.stringify(["title=Note G", `file=${text}`]) },
  "a Blob": { asked: { body: new Blob([text]) }, arrives: text },
  bytes: { asked: { body: bytes }, arrives: text },
};

async function textOf({ headers, body }: Arrived): Promise<string> {
  const response = new Response(new Uint8Array(body), { headers });
  if (!headers.get("content-type")?.startsWith("multipart/")) return response.text();
  const fields = [...(await response.formData())].map(async ([name, value]) => {
    return `${name}=${typeof value === "string" ? value : await value.text()}`;
  });
  return JSON.stringify(await Promise.all(fields));
}

/** What holds for every HTTP library that is given `client.fetch`. */
export function testLibrary(name: string, connect: (site: Site) => Library): void {
  const open = async (): Promise<Site & { library: Library }> => {
    const site = await openSite();
    return Object.assign(site, { library: connect(site) });
  };

  describe(name, () => {
    test("five calls with an expired access token make one refresh, and all succeed", async () => {
      const { library, ...site } = await open();
      site.expireTokens();
      expect(await five(() => library.post({ path: "/api/notes" }))).toEqual([200, 200, 200, 200, 200]);
      expect(site.refreshes()).toBe(1);
    });

    test.for(Object.keys(bodies))(
      "complaint 55: a body is sent again whole after a 401: %s",
      async (kind) => {
        const { library, ...site } = await open();
        const { asked, arrives } = bodies[kind] ?? { asked: {}, arrives: "" };
        site.expireTokens();
        expect(await library.post({ path: "/api/notes", ...asked })).toBe(200);
        const arrived = await Promise.all(site.arrived.map(textOf));
        expect(arrived.map((one) => one === arrives)).toEqual([true, true]);
      },
    );

    test("complaint 55: a stream is refused before anything is sent, or arrives whole each time", async () => {
      const { library, ...site } = await open();
      site.expireTokens();
      const outcome = await outcomeOf(library.post({ path: "/api/notes", body: new Blob([text]).stream() }));
      const arrived = await Promise.all(site.arrived.map(textOf));
      if (outcome instanceof Error) {
        expect(library.causeOf(outcome)).toMatchObject({ name: "TypeError", message: /stream/ });
        expect(arrived).toEqual([]);
      } else {
        expect(outcome).toBe(200);
        expect(arrived.map((one) => one === text)).toEqual([true, true]);
      }
    });

    test("a call that is aborted rejects at once, and the refresh goes on for the others", async () => {
      const { library, ...site } = await open();
      site.expireTokens();
      const release = site.holdRefreshes();
      const controller = new AbortController();
      const aborted = outcomeOf(library.post({ path: "/api/notes", signal: controller.signal }));
      const other = library.post({ path: "/api/notes" });
      await site.refreshArrives();
      controller.abort();
      // The refresh is still without an answer.
      expect(await aborted).toBeInstanceOf(Error);
      release();
      expect(await other).toBe(200);
      expect(site.refreshes()).toBe(1);
    });

    test("the access token is not sent to an origin that the client was not told of", async () => {
      const site = await openSite();
      // The same server by another name.
      const elsewhere = connect({ ...site, origin: site.origin.replace("127.0.0.1", "localhost") });
      expect(await elsewhere.post({ path: "/api/notes" })).toBe(401);
      expect(site.arrived.map(({ headers }) => headers.get("authorization"))).toEqual([null]);
      expect(site.refreshes()).toBe(0);
    });

    test("complaint 44: a 401 of the API's own is the library's own error, and refreshes nothing", async () => {
      const { library, ...site } = await open();
      site.answers.set("/api/pin", [async () => Response.json({ error: "wrong PIN" }, { status: 401 })]);
      expect(await library.post({ path: "/api/pin", json: { pin: 1234 } })).toBe(401);
      expect(site.refreshes()).toBe(0);
      expect(site.arrived.length).toBe(1);
    });

    test("complaints 22, 23: when the session has ended, each waiting call rejects and says why", async () => {
      const { library, ...site } = await open();
      await site.pawl.revokeAll(ada.subject, { reason: "revoked_by_admin" });
      const outcomes = await five(() => library.post({ path: "/api/notes", json: {} }));
      const causes = outcomes.map((outcome) => library.causeOf(outcome));
      for (const cause of causes) {
        expect(cause).toBeInstanceOf(SessionError);
        expect(cause).toMatchObject({ code: "session_revoked", reason: "revoked_by_admin" });
      }
      expect(site.refreshes()).toBe(1);
      // A later call does not even try.
      expect(library.causeOf(await outcomeOf(library.post({ path: "/api/notes" })))).toBeInstanceOf(
        SessionError,
      );
      expect(site.refreshes()).toBe(1);
    });

    test("complaints 22, 23: while the auth server is down, each waiting call rejects, and the session goes on", async () => {
      const { library, ...site } = await open();
      site.expireTokens();
      site.breakAuth();
      const outcomes = await five(() => library.post({ path: "/api/notes", json: {} }));
      for (const outcome of outcomes) expect(library.causeOf(outcome)).toBeInstanceOf(UnavailableError);
      expect(site.causes.filter((cause) => cause !== "recovery")).toEqual(["unauthorized"]);
      expect(site.client.state.status).toBe("signedIn");
    });
  });
}
