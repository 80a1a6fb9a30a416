import type { Session } from "../../session/session.ts";
import type { Store } from "../../stores/store.ts";
import type { Command } from "../command.ts";
import { formatInstant, formatTable } from "../format-table.ts";
import { jsonLine } from "../json-line.ts";
import { withStore } from "../open-store.ts";
import type { OptionTable } from "../option.ts";
import { inactivityOption, storeOption } from "../options.ts";
import { readSettings } from "../read-settings.ts";
import type { StoreLocation } from "../store-location.ts";
import { jsonSwitch } from "../switches.ts";
import { emailOption, findOwner, type Owner, subjectOption, type Whose } from "../whose-sessions.ts";

interface ListSettings extends Whose {
  readonly store: StoreLocation;
  readonly inactivityTimeoutMs: number;
  readonly json: boolean;
}

const options: OptionTable<ListSettings> = {
  store: storeOption("Options"),
  subject: subjectOption,
  email: emailOption,
  inactivityTimeoutMs: inactivityOption("Options"),
  json: jsonSwitch,
};

const headings = ["SID", "USER", "LOGIN", "LAST ACTIVE", "ENDS", "DEVICE"] as const;

/** `pawl sessions list`: who is logged in, on what. */
export const sessionsList: Command = {
  name: "sessions list",
  operands: "",
  maxOperands: 0,
  summary: "list the live sessions, of one user or of all",
  text: "Lists the live sessions of one user, newest first, or of all users. Times are in UTC; ENDS is when it ends unless it is used. Shows no token: there is none in the store.",
  options: Object.values(options),
  examples: [
    { call: "pawl sessions list --email ada@example.com", text: "the devices of one user" },
    { call: "pawl sessions list --json", text: "all, for a program to read" },
  ],

  async run({ flags }, { env, stdout }) {
    const { settings } = readSettings(options, flags, env);
    await withStore(settings.store, "expected", async (store) => {
      const owned = await sessionsOf(store, settings, Date.now());
      if (settings.json) stdout.write(`${jsonLine(owned.map(payload))}\n`);
      else if (owned.length === 0) stdout.write("There are no live sessions.\n");
      else stdout.write(formatTable(headings, owned.map(row)));
    });
  },
};

interface OwnedSession {
  readonly owner: Owner;
  readonly session: Session;
  /** When it ends if nothing happens until then. */
  readonly endsAt: number;
}

/** Those that no time has ended yet; the store keeps the others until somebody presents their token. */
async function sessionsOf(
  { users, sessions }: Store,
  settings: ListSettings,
  now: number,
): Promise<OwnedSession[]> {
  const owner = await findOwner(users, settings);
  const found: OwnedSession[] = [];
  for (const one of owner === undefined ? await users.list() : [owner]) {
    for (const session of await sessions.list(one.subject)) {
      const endsAt = Math.min(session.expiresAt, session.activeAt + settings.inactivityTimeoutMs);
      if (now < endsAt) found.push({ owner: one, session, endsAt });
    }
  }
  return found;
}

function row({ owner, session, endsAt }: OwnedSession): string[] {
  const { sid, createdAt, activeAt, userAgent } = session;
  const instants = [createdAt, activeAt, endsAt].map(formatInstant);
  return [sid, owner.email ?? owner.subject, ...instants, userAgent ?? ""];
}

/** The members of the same name mean the same as in the answer of `GET /sessions`. */
function payload({ owner, session, endsAt }: OwnedSession): Readonly<Record<string, unknown>> {
  return {
    sid: session.sid,
    subject: session.subject,
    email: owner.email,
    generation: session.generation,
    amr: session.amr,
    created_at: session.createdAt,
    last_active_at: session.activeAt,
    expires_at: session.expiresAt,
    inactivity_expires_at: endsAt,
    user_agent: session.userAgent,
  };
}
