import { connect } from "node:net";

/** What a raw connection brought until it ended, or until the expected number of answers had come. */
export interface Exchange {
  readonly text: string;
  /** The status of each answer, in order. */
  readonly statuses: readonly number[];
  readonly closedByServer: boolean;
}

/**
 * Writes bytes as they are and reads what comes back: for requests that no client would make.
 *
 * @param answers how many to wait for; the connection is closed from here once they are complete.
 */
export function exchange(port: number, bytes: string | Buffer, answers = 1): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    let closedByServer = false;
    socket.setTimeout(10_000, () => socket.destroy(new Error("the server neither answered nor closed")));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      // An answer that says it is the last is read to its end.
      if (completeAnswers(text) >= answers && !/^connection: close\r$/im.test(text)) socket.destroy();
    });
    socket.on("end", () => {
      closedByServer = true;
    });
    socket.on("error", (error) => (text === "" ? reject(error) : undefined));
    socket.on("close", () => resolve({ text, statuses: statusesOf(text), closedByServer }));
  });
}

/** Lines joined as HTTP wants them, with the empty line at the end. */
export function head(...lines: string[]): string {
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function statusesOf(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}

/** Answers that have come to their end, by their stated length. */
function completeAnswers(text: string): number {
  let count = 0;
  let rest = text;
  for (;;) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) return count;
    const length = Number(/^content-length: (\d+)/im.exec(rest.slice(0, end))?.[1] ?? 0);
    if (rest.length < end + 4 + length) return count;
    rest = rest.slice(end + 4 + length);
    count++;
  }
}
