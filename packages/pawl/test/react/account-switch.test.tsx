// @vitest-environment happy-dom
/**
 * Goal: nothing that one user's page held is left when it becomes another user's.
 * Method: components with state of their own, and a client that changes users under them.
 */
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { SessionProvider, SignedIn, type User, useUser } from "../../src/react/index.ts";
import { expired, fakeClient, session, signedIn, signedInAs, signedOut } from "./support/fake-client.ts";

afterEach(cleanup);

const grace = { ...session, subject: "grace", sid: "Z3JhY2U", amr: ["pwd", "otp"] };

function Draft() {
  const [text, setText] = useState("");
  return <input aria-label="Draft" value={text} onChange={({ target }) => setText(target.value)} />;
}

const draft = (): HTMLInputElement => screen.getByLabelText("Draft");

test.each([true, false])(
  "complaint 50: component state does not pass from user to user (keep: %s)",
  (keep) => {
    const client = fakeClient(signedIn);
    render(
      <SessionProvider client={client}>
        <SignedIn keep={keep}>
          <Draft />
        </SignedIn>
      </SessionProvider>,
    );
    fireEvent.change(draft(), { target: { value: "of ada" } });
    // A refresh is no other user.
    act(() => client.put(signedInAs({ ...session, generation: 4 })));
    expect(draft().value).toBe("of ada");
    act(() => client.put(signedInAs(grace)));
    expect(draft().value).toBe("");
  },
);

function Name({ seen }: { seen: (User | undefined)[] }) {
  const user = useUser();
  seen.push(user);
  return <output>{user ? `${user.subject} ${user.amr.join("+")}` : "nobody"}</output>;
}

test("useUser is who is signed in, and nobody otherwise", () => {
  const client = fakeClient(signedOut);
  render(
    <SessionProvider client={client}>
      <Name seen={[]} />
    </SessionProvider>,
  );
  const shown = () => screen.getByRole("status").textContent;
  expect(shown()).toBe("nobody");
  act(() => client.put(signedIn));
  expect(shown()).toBe("ada pwd");
  act(() => client.put(signedInAs(grace)));
  expect(shown()).toBe("grace pwd+otp");
  act(() => client.put(expired));
  expect(shown()).toBe("nobody");
});

test("useUser is the same object for as long as it is the same user", () => {
  const client = fakeClient(signedIn);
  const seen: (User | undefined)[] = [];
  render(
    <SessionProvider client={client}>
      <Name seen={seen} />
    </SessionProvider>,
  );
  act(() => client.put(signedInAs({ ...session, generation: 4, lastActiveAt: 9 })));
  expect(seen.length).toBeGreaterThan(1);
  expect(new Set(seen).size).toBe(1);
  act(() => client.put(signedInAs({ ...session, amr: ["pwd", "otp"] })));
  expect(new Set(seen).size).toBe(2);
  expect(seen.at(-1)).toEqual({ subject: "ada", amr: ["pwd", "otp"] });
});
