import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { onTestFinished } from "vitest";
import type { EndReason } from "../../../src/protocol/reasons.ts";
import type { Site } from "./site.ts";
import { bearer, type Held, login } from "./visits.ts";

/** An open `GET /events`, as somebody on the other side of the network sees it. */
export interface OpenedEvents {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** Everything that has come so far. */
  readonly text: () => string;
  /** The events that have come, without comments. */
  readonly events: () => readonly { readonly event: string; readonly data: unknown }[];
  /** Settles when the server ends the answer; rejects if it is cut off. */
  readonly ended: Promise<void>;
  /** As a tab that is closed. */
  hangUp(): void;
}

/** Opens the stream and waits for its head and first byte; hung up when the test is over. */
export async function openEvents(
  port: number,
  accessToken: string,
  path = "/auth/events",
  headers: Readonly<Record<string, string>> = {},
): Promise<OpenedEvents> {
  const outgoing: ClientRequest = request({
    ...{ host: "127.0.0.1", port, path, agent: false },
    headers: { ...bearer(accessToken), ...headers },
  });
  onTestFinished(() => void outgoing.destroy());
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve).on("error", reject);
    outgoing.end();
  });
  // Whoever hangs up is told that they did; only the first error is anybody's business.
  outgoing.on("error", () => {});
  let text = "";
  incoming.setEncoding("utf8");
  const firstByte = new Promise<void>((resolve) => incoming.once("readable", () => resolve()));
  await firstByte;
  incoming.on("data", (chunk: string) => {
    text += chunk;
  });
  const ended = new Promise<void>((resolve, reject) => {
    incoming.on("end", resolve).on("error", reject);
  });
  ended.catch(() => {});
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    text: () => text,
    events: () => eventsIn(text),
    ended,
    hangUp: () => void outgoing.destroy(),
  };
}

/** A login, and a page of it that listens. */
export async function listening(site: Site): Promise<Held & { readonly stream: OpenedEvents }> {
  const first = await login(site);
  return { ...first, stream: await openEvents(site.port, first.tokens.access_token) };
}

/** All events of a session that ended so. */
export const endedBy = (reason: EndReason): ReturnType<OpenedEvents["events"]> => [
  { event: "session_ended", data: { reason } },
];

function eventsIn(text: string): { event: string; data: unknown }[] {
  return text.split("\n\n").flatMap((block) => {
    const [, event] = /^event: (.*)$/m.exec(block) ?? [];
    const [, data] = /^data: (.*)$/m.exec(block) ?? [];
    return event === undefined || data === undefined ? [] : [{ event, data: JSON.parse(data) as unknown }];
  });
}
