// @vitest-environment happy-dom
/**
 * Goal: whose session has ended logs in again where they are, and what waited goes on, as the same user.
 * Method: a login form in the dialog, a real client on a scripted server; the calls are counted there.
 */
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useEffect, useRef } from "react";
import { afterEach, expect, test } from "vitest";
import type { Client } from "../../src/client/index.ts";
import {
  SessionExpired,
  type SessionExpiredContent,
  type SessionExpiredProps,
  SessionProvider,
  SignedIn,
} from "../../src/react/index.ts";
import { problem } from "../client/support/answers.ts";
import { outcomeOf, signedInClient } from "../client/support/make-client.ts";
import { expired, fakeClient } from "./support/fake-client.ts";

afterEach(cleanup);

function LoginForm({ login, titleId, title, descriptionId, description }: SessionExpiredContent) {
  const submit = (form: FormData): void => {
    const [email, password] = [String(form.get("email")), String(form.get("password"))];
    void outcomeOf(login({ email, password }));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      }}
    >
      <h1 id={titleId}>{title}</h1>
      <p id={descriptionId}>{description}</p>
      <a href="/help">Help</a>
      <input type="hidden" name="email" defaultValue="ada" />
      <input aria-label="Password" type="password" name="password" defaultValue="right" />
      <button type="submit">Log in</button>
    </form>
  );
}

function App({ client, ...props }: { client: Client } & Partial<SessionExpiredProps>) {
  return (
    <SessionProvider client={client}>
      <SignedIn keep>
        <input aria-label="Note" />
      </SignedIn>
      <SessionExpired loginUrl="/login" {...props}>
        {props.children ?? ((content) => <LoginForm {...content} />)}
      </SessionExpired>
    </SessionProvider>
  );
}

const notes = "https://app.test/api/notes";

/** Ada's page with half a note in it, after her session has ended, and a call that waits for her. */
async function endedPage() {
  const scene = await signedInClient({ apiOrigins: ["https://app.test"], whenEnded: "wait" });
  const { client, server } = scene;
  render(<App client={client} />);
  const note = screen.getByLabelText<HTMLInputElement>("Note");
  note.value = "half a";
  note.focus();
  server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  await act(() => outcomeOf(client.refresh()));
  const saved = outcomeOf(client.fetch(notes, { method: "POST", body: "half a" }));
  return { ...scene, note, saved };
}

const dialog = () => screen.queryByRole("alertdialog");

test("complaint 51: the same user logs in in the dialog; form, focus and the waiting call go on", async () => {
  const { server, note, saved } = await endedPage();
  expect(dialog()?.textContent).toContain("Your session has expired");
  expect(server.to("/api/notes")).toHaveLength(0);
  fireEvent.submit(screen.getByLabelText("Password").closest("form") as HTMLFormElement);
  await waitFor(() => expect(dialog()).toBeNull());
  expect(await saved).toMatchObject({ status: 200 });
  expect(screen.getByLabelText("Note")).toBe(note);
  expect(note.value).toBe("half a");
  expect(document.activeElement).toBe(note);
  expect(server.to("/api/notes").map(({ body }) => body)).toEqual(["half a"]);
});

test("complaint 50: another user logs in in the dialog; nothing of the former user's is shown or sent", async () => {
  const { client, server, note, saved } = await endedPage();
  document.querySelector<HTMLInputElement>("[name=email]")?.setAttribute("value", "grace");
  fireEvent.submit(screen.getByLabelText("Password").closest("form") as HTMLFormElement);
  await waitFor(() => expect(dialog()).toBeNull());
  expect(client.state).toMatchObject({ status: "signedIn", session: { subject: "grace" } });
  expect(await saved).toMatchObject({ name: "SessionError" });
  expect(note.isConnected).toBe(false);
  expect(screen.getByLabelText<HTMLInputElement>("Note").value).toBe("");
  expect(server.to("/api/notes")).toHaveLength(0);
});

test("the wrong password leaves the dialog, and the page behind it, as they are", async () => {
  const { client, server, note } = await endedPage();
  server.once("/auth/login", () => problem("invalid_credentials"));
  const element = dialog();
  await act(() => outcomeOf(client.login({ email: "ada", password: "wrong" })));
  expect(dialog()).toBe(element);
  expect(note.value).toBe("half a");
});

test("the first field that can be seen has the focus, and not the link before it", () => {
  render(<App client={fakeClient(expired)} />);
  expect(document.activeElement).toBe(screen.getByLabelText("Password"));
});

test("content may put the focus where it belongs when it is mounted: the dialog is open by then", () => {
  function Content() {
    const button = useRef<HTMLButtonElement>(null);
    useEffect(() => button.current?.focus(), []);
    return (
      <>
        <input aria-label="Field" />
        <button ref={button} type="button">
          Here
        </button>
      </>
    );
  }
  render(<App client={fakeClient(expired)}>{() => <Content />}</App>);
  expect(document.activeElement).toBe(screen.getByRole("button"));
});

test("without a form, the login page may open in another tab, and the link says so", () => {
  render(
    <SessionProvider client={fakeClient(expired)}>
      <SessionExpired loginUrl="/login" target="_blank" />
    </SessionProvider>,
  );
  const link = screen.getByRole<HTMLAnchorElement>("link");
  expect(link.target).toBe("_blank");
  expect(link.textContent).toBe("Log in (opens a new tab)");
});
