// @vitest-environment happy-dom
/**
 * Goal: a half-filled form survives the end of a session, for the user who began it and for nobody else.
 * Method: a form below `<SignedIn keep>`, filled in; then the client is put into one state after another.
 */
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { StrictMode, useEffect, useState } from "react";
import { afterEach, describe, expect, test } from "vitest";
import { SessionExpired, SessionProvider, SignedIn, useUser } from "../../src/react/index.ts";
import {
  endedFor,
  expired,
  fakeClient,
  restoring,
  session,
  signedIn,
  signedInAs,
  signedOut,
} from "./support/fake-client.ts";

afterEach(cleanup);

const mounts: string[] = [];

function Form() {
  const user = useUser();
  const [text, setText] = useState("");
  useEffect(() => {
    mounts.push("in");
    return () => void mounts.push("out");
  }, []);
  return (
    <form aria-label={`Form of ${user?.subject}`}>
      <input aria-label="Note" value={text} onChange={({ target }) => setText(target.value)} />
      <textarea aria-label="More" />
    </form>
  );
}

const note = (): HTMLInputElement | null => document.querySelector("input");
const more = (): HTMLTextAreaElement | null => document.querySelector("textarea");
const box = (): HTMLElement => document.querySelector("form")?.parentElement as HTMLElement;

function show({ keep = true }: { keep?: boolean } = {}) {
  mounts.length = 0;
  const client = fakeClient(signedIn);
  const view = render(
    <SessionProvider client={client}>
      <SignedIn keep={keep} fallback="One moment">
        <Form />
      </SignedIn>
      <SessionExpired loginUrl="/login" />
    </SessionProvider>,
  );
  fireEvent.change(screen.getByLabelText("Note"), { target: { value: "half a" } });
  const field = screen.getByLabelText<HTMLTextAreaElement>("More");
  // Uncontrolled: what React does not know survives as well.
  field.value = "sentence";
  field.focus();
  return { client, ...view };
}

test("complaint 51: the form is there as it was when the same user logs in again", () => {
  const { client } = show();
  const field = note();
  act(() => client.put(expired));
  act(() => client.put(signedInAs({ ...session, sid: "bmV3", generation: 0 })));
  expect(note()).toBe(field);
  expect(note()?.value).toBe("half a");
  expect(more()?.value).toBe("sentence");
  expect(mounts).toEqual(["in"]);
});

test("while the session has ended, it can be neither seen nor reached, and its place stays as large as it was", () => {
  const { client } = show();
  expect(box().inert).toBe(false);
  expect(box().style.visibility).toBe("");
  act(() => client.put(expired));
  expect(box().inert).toBe(true);
  expect(box().style.visibility).toBe("hidden");
  expect(box().style.display).toBe("contents");
  act(() => client.put(signedIn));
  expect(box().inert).toBe(false);
  expect(box().style.visibility).toBe("");
});

test("the focus comes back to where it was", () => {
  const { client } = show();
  const field = more();
  act(() => client.put(expired));
  expect(document.activeElement).toBe(screen.getByRole("link"));
  act(() => client.put(signedIn));
  expect(document.activeElement).toBe(field);
});

test("the focus comes back also if the dialog stands before the page in the tree", () => {
  const client = fakeClient(signedIn);
  render(
    <SessionProvider client={client}>
      <SessionExpired loginUrl="/login" />
      <SignedIn keep>
        <Form />
      </SignedIn>
    </SessionProvider>,
  );
  more()?.focus();
  act(() => client.put(expired));
  expect(document.activeElement).toBe(screen.getByRole("link"));
  act(() => client.put(signedIn));
  expect(document.activeElement).toBe(more());
});

test("who went elsewhere in the meantime is not pulled back", () => {
  const { client } = show();
  act(() => client.put({ status: "restoring", offline: false, subject: session.subject }));
  const search = document.body.appendChild(document.createElement("input"));
  search.focus();
  act(() => client.put(signedIn));
  expect(document.activeElement).toBe(search);
  search.remove();
});

test("while another tab's change is looked into, it is kept out of sight too, and no fallback pushes it aside", () => {
  const { client } = show();
  act(() => client.put({ status: "restoring", offline: true, subject: session.subject }));
  expect(box().inert).toBe(true);
  expect(document.body.textContent).not.toContain("One moment");
  act(() => client.put(signedIn));
  expect(note()?.value).toBe("half a");
  expect(mounts).toEqual(["in"]);
});

test("what is kept still knows whose it is", () => {
  const { client } = show();
  act(() => client.put(expired));
  expect(document.querySelector("form")?.getAttribute("aria-label")).toBe("Form of ada");
});

describe("it is gone", () => {
  test("complaint 50: when another user logs in, here or elsewhere; theirs is a new one", () => {
    const { client } = show();
    act(() => client.put(expired));
    act(() => client.put(signedInAs({ ...session, subject: "grace" })));
    expect(note()?.value).toBe("");
    expect(more()?.value).toBe("");
    expect(mounts).toEqual(["in", "out", "in"]);
  });

  test.each(["logged_out", "logged_out_elsewhere", "replaced_by_login", "user_disabled"] as const)(
    "when the session ended with %s, and it does not come back",
    (reason) => {
      const { client } = show();
      act(() => client.put(endedFor(reason)));
      expect(note()).toBeNull();
      act(() => client.put(signedIn));
      expect(note()?.value).toBe("");
    },
  );

  test("when the user logs out", () => {
    const { client } = show();
    act(() => client.put(expired));
    act(() => client.put(signedOut));
    expect(note()).toBeNull();
  });

  test("at the end of a session that was never shown", () => {
    const client = fakeClient(restoring);
    render(
      <SessionProvider client={client}>
        <SignedIn keep>
          <Form />
        </SignedIn>
      </SessionProvider>,
    );
    act(() => client.put(expired));
    expect(note()).toBeNull();
  });

  test("without keep, as soon as the session has ended", () => {
    const { client } = show({ keep: false });
    act(() => client.put(expired));
    expect(note()).toBeNull();
  });
});

test.each([
  "inactivity",
  "absolute_lifetime",
  "revoked_by_admin",
  "refresh_token_reused",
  "password_changed",
  undefined,
] as const)("it is kept when the session ended with %s, since the same user may be back", (reason) => {
  const { client } = show();
  act(() => client.put(endedFor(reason)));
  expect(note()?.value).toBe("half a");
});

test("a function is given the last session while it is kept, and the new one after it", () => {
  const client = fakeClient(signedIn);
  render(
    <SessionProvider client={client}>
      <SignedIn keep>{({ sid, generation }) => <output>{`${sid} ${generation}`}</output>}</SignedIn>
    </SessionProvider>,
  );
  const shown = () => document.querySelector("output")?.textContent;
  act(() => client.put(signedInAs({ ...session, generation: 4 })));
  act(() => client.put(expired));
  expect(shown()).toBe(`${session.sid} 4`);
  act(() => client.put(signedInAs({ ...session, sid: "bmV3", generation: 0 })));
  expect(shown()).toBe("bmV3 0");
});

test("in Strict Mode, too", () => {
  const client = fakeClient(signedIn);
  render(
    <StrictMode>
      <SessionProvider client={client}>
        <SignedIn keep>
          <input aria-label="Note" />
        </SignedIn>
        <SessionExpired loginUrl="/login" />
      </SessionProvider>
    </StrictMode>,
  );
  const field = screen.getByLabelText<HTMLInputElement>("Note");
  field.value = "half a";
  field.focus();
  act(() => client.put(expired));
  act(() => client.put(signedIn));
  expect(note()).toBe(field);
  expect(field.value).toBe("half a");
  expect(document.activeElement).toBe(field);
});
