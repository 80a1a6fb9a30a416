/*
 * What must not compile: each of these is a mistake that only the server would notice without the types. Compiled with the
 * rest of the example, and never run.
 */
import type { Pawl } from "../src/client.ts";
import type { components } from "../src/pawl-api.d.ts";

export async function mistakes(pawl: Pawl): Promise<void> {
  // @ts-expect-error There is no such route.
  await pawl.POST("/signin", { body: { email: "a", password: "b" } });
  // @ts-expect-error It takes another method.
  await pawl.GET("/login");
  // @ts-expect-error The body is needed.
  await pawl.POST("/login");
  // @ts-expect-error A member is missing.
  await pawl.POST("/login", { body: { email: "a" } });
  // @ts-expect-error Not one of the ways that a refresh token travels.
  await pawl.POST("/login", { body: { email: "a", password: "b", transport: "header" } });
  // @ts-expect-error A number, as JSON has it.
  await pawl.POST("/refresh", { body: { inactive_for: "10" } });
  // @ts-expect-error The path has a parameter.
  await pawl.DELETE("/sessions/{sid}");
}

export async function answers(pawl: Pawl): Promise<void> {
  const { data, error } = await pawl.POST("/login", { body: { email: "a", password: "b" } });
  // @ts-expect-error Not before it is known that there was no error.
  data.access_token;
  // @ts-expect-error A login does not end a session.
  if (error?.code === "session_revoked") return;
  if (error !== undefined) return;
  // @ts-expect-error It may be missing.
  data.refresh_token satisfies string;
  // @ts-expect-error No such member.
  data.session.secret;
}

/** Every code there is has its place here, and nothing else has. */
export const texts: Partial<Record<components["schemas"]["Problem"]["code"], string>> = {
  invalid_credentials: "E-mail or password is not right.",
  // @ts-expect-error Nothing is called that.
  wrong_password: "",
};
