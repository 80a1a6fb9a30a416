import { type IncomingMessage, request as plain } from "node:http";
import { request as secure } from "node:https";

/** An event as the HTML standard has it (§9.2); comments are none. */
export interface StreamedEvent {
  readonly event: string;
  readonly data: unknown;
}

/** An open `GET /events`. */
export interface EventStream {
  readonly status: number;
  /** Everything that came until the server ended the stream; rejects if it is cut off. */
  readonly whole: Promise<readonly StreamedEvent[]>;
  hangUp(): void;
}

/** Opens a stream and waits for its first byte, which a server sends at once; of a refusal, for its body. */
export async function openStream(url: string, headers: Record<string, string>): Promise<EventStream> {
  const outgoing = (url.startsWith("https:") ? secure : plain)(url, { headers, agent: false });
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve).on("error", reject);
    outgoing.end();
  });
  let text = "";
  incoming.setEncoding("utf8");
  const first = new Promise<void>((resolve, reject) => {
    incoming.once("data", () => resolve()).once("error", reject);
  });
  incoming.on("data", (chunk: string) => {
    text += chunk;
  });
  const whole = new Promise<readonly StreamedEvent[]>((resolve, reject) => {
    incoming.on("end", () => resolve(eventsIn(text))).on("error", reject);
  });
  // Whoever hangs up does not wait for the rest.
  whole.catch(() => undefined);
  await first;
  return { status: incoming.statusCode ?? 0, whole, hangUp: () => outgoing.destroy() };
}

function eventsIn(text: string): StreamedEvent[] {
  return text.split("\n\n").flatMap((block) => {
    const event = /^event: (.*)$/m.exec(block)?.[1];
    const data = /^data: (.*)$/m.exec(block)?.[1];
    return event === undefined || data === undefined ? [] : [{ event, data: JSON.parse(data) as unknown }];
  });
}
