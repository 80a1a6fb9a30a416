// @vitest-environment happy-dom
/**
 * Goal: the list of one's sessions is right, is one's own, and asks no more than it must.
 * Method: the hook on a client whose `fetch` the test answers; what was sent is counted.
 */
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { afterEach, describe, expect, test } from "vitest";
import { SessionError, UnavailableError } from "../../src/client/index.ts";
import { SessionProvider, useSessions } from "../../src/react/index.ts";
import { json, noContent, sessionPayload } from "../client/support/answers.ts";
import { fakeClient, session, signedIn, signedInAs, signedOut } from "./support/fake-client.ts";

afterEach(cleanup);

interface Asked {
  readonly call: string;
  readonly signal: AbortSignal | undefined;
  answer(response: Response): void;
  fail(error: unknown): void;
}

function scene({ strict = false, state = signedIn } = {}) {
  const asked: Asked[] = [];
  const client = fakeClient(state, {
    fetch: (input, init) =>
      new Promise((resolve, reject) => {
        const call = `${init?.method ?? "GET"} ${String(input)}`;
        asked.push({ call, signal: init?.signal ?? undefined, answer: resolve, fail: reject });
      }),
  });
  const wrapper = ({ children }: { children: ReactNode }) => {
    const app = <SessionProvider client={client}>{children}</SessionProvider>;
    return strict ? <StrictMode>{app}</StrictMode> : app;
  };
  const { result, unmount } = renderHook(useSessions, { wrapper });
  /** Answers the newest request. */
  const answer = (response: Response): Promise<void> => act(async () => asked.at(-1)?.answer(response));
  const settled = (): Promise<void> => act(async () => undefined);
  return { client, asked, result, unmount, answer, settled };
}

const listOf = (...subjects: string[]): Response =>
  json({
    sessions: subjects.map((subject, index) => ({
      ...sessionPayload({ subject, sid: `${subject}-${index}`, user_agent: "Firefox" }),
      current: index === 0,
    })),
  });

const base = "https://app.test/auth/sessions";

test("it asks once, and gives the sessions in camelCase with `current`", async () => {
  const { asked, result, answer, settled } = scene();
  expect(result.current).toMatchObject({ status: "loading", sessions: undefined });
  await settled();
  await answer(listOf("ada", "ada"));
  expect(asked.map(({ call }) => call)).toEqual([`GET ${base}`]);
  expect(result.current.status).toBe("ready");
  expect(result.current.sessions).toHaveLength(2);
  expect(result.current.sessions?.[0]).toEqual({
    sid: "ada-0",
    subject: "ada",
    generation: 0,
    amr: ["pwd"],
    createdAt: expect.any(Number),
    lastActiveAt: expect.any(Number),
    expiresAt: expect.any(Number),
    inactivityExpiresAt: expect.any(Number),
    userAgent: "Firefox",
    current: true,
  });
});

test("Strict Mode asks once, too", async () => {
  const { asked, settled, answer, result } = scene({ strict: true });
  await settled();
  await answer(listOf("ada"));
  expect(asked).toHaveLength(1);
  expect(result.current.status).toBe("ready");
});

test("a refresh of the same session asks for nothing; a new login does", async () => {
  const { client, asked, settled, answer } = scene();
  await settled();
  await answer(listOf("ada"));
  act(() => client.put(signedInAs({ ...session, generation: 4 })));
  await settled();
  expect(asked).toHaveLength(1);
  act(() => client.put(signedInAs({ ...session, sid: "bmV3" })));
  await settled();
  expect(asked).toHaveLength(2);
});

test("signed out, it asks for nothing", async () => {
  const { asked, settled, result } = scene({ state: signedOut });
  await settled();
  expect(asked).toEqual([]);
  expect(result.current.sessions).toBeUndefined();
});

test("unmounting aborts the request, and what still comes is dropped", async () => {
  const { asked, settled, unmount, answer } = scene();
  await settled();
  unmount();
  expect(asked[0]?.signal?.aborted).toBe(true);
  await answer(listOf("ada"));
});

describe("complaint 50: nothing of one user reaches the next", () => {
  const grace = signedInAs({ ...session, subject: "grace", sid: "Z3JhY2U" });

  test("a list that was shown is gone in the same rendering", async () => {
    const { client, settled, answer, result } = scene();
    await settled();
    await answer(listOf("ada"));
    act(() => client.put(grace));
    expect(result.current).toMatchObject({ status: "loading", sessions: undefined });
  });

  test("a list that was asked for is dropped, in whatever order the answers come", async () => {
    const { client, asked, settled, answer, result } = scene();
    await settled();
    act(() => client.put(grace));
    await settled();
    expect(asked[0]?.signal?.aborted).toBe(true);
    await answer(listOf("grace"));
    await act(async () => asked[0]?.answer(listOf("ada", "ada")));
    expect(result.current.sessions?.map(({ subject }) => subject)).toEqual(["grace"]);
  });

  test("an error of a call that one began is not the next one's", async () => {
    const { client, asked, settled, answer, result } = scene();
    await settled();
    await answer(listOf("ada"));
    void result.current.endOthers();
    act(() => client.put(grace));
    await settled();
    await answer(listOf("grace"));
    await act(async () => asked[1]?.fail(new SessionError("session_revoked")));
    expect(result.current).toMatchObject({ status: "ready", error: undefined });
    expect(result.current.sessions?.map(({ subject }) => subject)).toEqual(["grace"]);
  });
});

describe("ending sessions", () => {
  test("end sends the sid, then loads the list again, which stays visible meanwhile", async () => {
    const { asked, settled, answer, result } = scene();
    await settled();
    await answer(listOf("ada", "ada"));
    const ended = result.current.end("a/b");
    expect(asked.at(-1)?.call).toBe(`DELETE ${base}/a%2Fb`);
    await answer(noContent());
    await act(() => ended);
    expect(result.current).toMatchObject({ status: "loading", sessions: [{}, {}] });
    await answer(listOf("ada"));
    expect(result.current.sessions).toHaveLength(1);
  });

  test("one that is gone already is no error", async () => {
    const { asked, settled, answer, result } = scene();
    await settled();
    await answer(listOf("ada"));
    const ended = result.current.end("gone");
    await answer(json({ code: "not_found" }, 404));
    await act(() => ended);
    expect(asked.at(-1)?.call).toBe(`GET ${base}`);
    expect(result.current.error).toBeUndefined();
  });

  test("endOthers ends all but this one", async () => {
    const { asked, settled, answer, result } = scene();
    await settled();
    await answer(listOf("ada", "ada"));
    const ended = result.current.endOthers();
    expect(asked.at(-1)?.call).toBe(`DELETE ${base}`);
    await answer(json({ ended: 1 }));
    await act(() => ended);
    expect(asked.at(-1)?.call).toBe(`GET ${base}`);
  });
});

describe("what fails is told, and never thrown", () => {
  test.each([
    ["a proxy's page", () => new Response("<h1>Bad gateway</h1>", { status: 502 }), UnavailableError],
    ["a portal's page", () => new Response("<h1>Log in to the Wi-Fi</h1>"), Error],
    ["a portal's JSON", () => json({ portal: true }), Error],
  ])("%s", async (_, response, kind) => {
    const { settled, answer, result } = scene();
    await settled();
    await answer(response());
    expect(result.current).toMatchObject({ status: "failed", sessions: undefined });
    expect(result.current.error).toBeInstanceOf(kind);
  });

  test("a list that was there stays, and reload tries again", async () => {
    const { asked, settled, answer, result } = scene();
    await settled();
    await answer(listOf("ada"));
    act(() => result.current.reload());
    await settled();
    await act(async () => asked.at(-1)?.fail(new UnavailableError("no network")));
    expect(result.current).toMatchObject({ status: "failed", sessions: [{}] });
    act(() => result.current.reload());
    await settled();
    await answer(listOf("ada", "ada"));
    await waitFor(() => expect(result.current).toMatchObject({ status: "ready", error: undefined }));
  });

  test("an end that fails, too", async () => {
    const { asked, settled, answer, result } = scene();
    await settled();
    await answer(listOf("ada"));
    const ended = result.current.end("other");
    await act(async () => asked.at(-1)?.fail(new UnavailableError("no network")));
    await act(() => ended);
    expect(result.current).toMatchObject({ status: "failed", sessions: [{}] });
    expect(result.current.error).toBeInstanceOf(UnavailableError);
  });
});
