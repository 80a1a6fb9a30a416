import type { Call, Line } from "../line.ts";
import type { Fault } from "./draw.ts";

export interface Faults {
  /** For the next exchanges with the auth server, one each. */
  add(faults: readonly Fault[]): void;
  /** How many have happened. */
  count(): number;
  /** None happen from now on; what is late comes still. */
  end(): void;
}

const paths = ["/auth/refresh", "/auth/receipt", "/auth/login", "/auth/logout"];
const page = "<!doctype html><h1>Not what you asked for</h1>";
const answerOf = (status: string) =>
  `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\nConnection: close\r\n\r\n${page}`;

/** Lets faults happen on a line, in the order in which they are added. */
export function spoilLine(line: Line): Faults {
  const next: Fault[] = [];
  let happened = 0;

  async function treat(call: Call): Promise<void> {
    const fault = next.shift();
    if (fault === undefined) return call.pass();
    happened++;
    await happen(fault, call);
  }
  for (const path of paths) line.treat(path, treat);

  return {
    add: (faults) => void next.push(...faults),
    count: () => happened,
    end: () => void next.splice(0),
  };
}

async function happen(fault: Fault, { pass, deliver, write, cut }: Call): Promise<void> {
  switch (fault.kind) {
    case "request lost":
      return cut();
    case "request late":
      await pause(fault.ms);
      return pass();
    case "answer lost":
      await deliver();
      return cut();
    case "answer cut": {
      const answer = await deliver();
      write(answer.subarray(0, Math.floor(fault.share * answer.length)));
      await pause(20);
      return cut();
    }
    case "answer late": {
      const answer = await deliver();
      await pause(fault.ms);
      write(answer);
      await pause(20);
      return cut();
    }
    case "error page":
      write(answerOf("503 Service Unavailable"));
      await pause(20);
      return cut();
    case "captive portal":
      write(answerOf("200 OK"));
      await pause(20);
      return cut();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
