import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { apiHeaders } from "./security-headers.ts";

/** Long enough to open another tab and look around. */
export const cutMs = 20_000;

/** Cuts single browsers off this server, for a while, as a lost network would. */
export interface NetworkCut {
  /** Cuts off the browser that is answered, and breaks the answers that this session still listens to. */
  begin(sid: string, res: ServerResponse): void;
  /** Lets this browser through again. Nothing is decided by it, so nobody need be logged in for it. */
  end(req: IncomingMessage, res: ServerResponse): void;
  /** Whether the browser that sent this is cut off: then break its connection. */
  isCut(req: IncomingMessage): boolean;
  /** The same, for a request that brings no cookie. */
  isCutFor(sid: string): boolean;
  /** Remembers an answer that stays open, so that a cut breaks it. */
  follow(sid: string, res: ServerResponse): void;
}

interface Cut {
  readonly sid: string;
  readonly until: number;
}

const cookieName = "pawl-demo-network-cut";
const cookiePattern = new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]{1,64})`);

/**
 * A cut belongs to a browser and not to a session, so a cookie of its own names it: every tab feels it, and so does a
 * login while it lasts. It ends by itself.
 */
export function createNetworkCut(clock: () => number = Date.now): NetworkCut {
  const cuts = new Map<string, Cut>();
  const open = new Map<string, Set<ServerResponse>>();

  const isOn = ({ until }: Cut): boolean => clock() < until;
  const idIn = (req: IncomingMessage): string => cookiePattern.exec(req.headers.cookie ?? "")?.[1] ?? "";
  const answer = (res: ServerResponse, value: string, seconds: number): void => {
    const cookie = `${cookieName}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Strict`;
    res.writeHead(204, { ...apiHeaders, "Set-Cookie": cookie }).end();
  };

  return {
    begin(sid, res) {
      for (const [id, cut] of cuts) if (!isOn(cut)) cuts.delete(id);
      const id = randomUUID();
      cuts.set(id, { sid, until: clock() + cutMs });
      answer(res, id, cutMs / 1000);
      for (const stream of open.get(sid) ?? []) stream.destroy();
    },
    end(req, res) {
      cuts.delete(idIn(req));
      answer(res, "", 0);
    },
    isCut(req) {
      const cut = cuts.get(idIn(req));
      return cut !== undefined && isOn(cut);
    },
    isCutFor: (sid) => [...cuts.values()].some((cut) => cut.sid === sid && isOn(cut)),
    follow(sid, res) {
      const streams = open.get(sid) ?? new Set();
      open.set(sid, streams.add(res));
      res.once("close", () => {
        streams.delete(res);
        if (streams.size === 0 && open.get(sid) === streams) open.delete(sid);
      });
    },
  };
}
