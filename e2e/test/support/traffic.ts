import type { BrowserContext, Page, Request } from "playwright-core";

/** What a page or a whole browser asked of the network. */
export interface Traffic {
  /** Requests like `POST /auth/refresh`, oldest first. */
  of(line: string): Request[];
  /** The URLs of all requests. */
  urls(): string[];
  /** The statuses that the requests like `line` were answered with, in the order in which they were sent. */
  statuses(line: string): Promise<(number | undefined)[]>;
  /** Starts from nothing again. */
  forget(): void;
}

/** Records from now on. */
export function recordTraffic(source: BrowserContext | Page): Traffic {
  let requests: Request[] = [];
  // Of a union, TypeScript finds no common signature; the event is the same.
  (source as Page).on("request", (request) => requests.push(request));

  const of = (line: string): Request[] =>
    requests.filter((request) => `${request.method()} ${new URL(request.url()).pathname}` === line);

  return {
    of,
    urls: () => requests.map((request) => request.url()),
    statuses: (line) =>
      Promise.all(of(line).map(async (request) => (await request.response())?.status() ?? undefined)),
    forget() {
      requests = [];
    },
  };
}
