import type { SessionEnd } from "../../session/session.ts";
import type { Command } from "../command.ts";
import { failure, misuse } from "../failure.ts";
import { jsonLine, printable } from "../json-line.ts";
import { withStore } from "../open-store.ts";
import type { OptionTable } from "../option.ts";
import { storeOption } from "../options.ts";
import { readSettings } from "../read-settings.ts";
import type { StoreLocation } from "../store-location.ts";
import { jsonSwitch } from "../switches.ts";
import { emailOption, findOwner, subjectOption, type Whose } from "../whose-sessions.ts";

interface RevokeSettings extends Whose {
  readonly store: StoreLocation;
  readonly json: boolean;
}

const options: OptionTable<RevokeSettings> = {
  store: storeOption("Options"),
  subject: subjectOption,
  email: emailOption,
  json: jsonSwitch,
};

/** `pawl sessions revoke`: the next refresh is refused at once, and access tokens within about a second. */
export const sessionsRevoke: Command = {
  name: "sessions revoke",
  operands: "[SID]",
  maxOperands: 1,
  // One sid in 64 begins with a dash.
  dashedOperand: /^-[\w-]{21}$/,
  summary: "end one session, or all of a user",
  text: "Ends a session, or all sessions of a user, for good. A server on the same database refuses their refresh tokens at once and their access tokens within about a second; the user is told that an administrator ended the session.",
  options: Object.values(options),
  examples: [
    { call: "pawl sessions revoke SID", text: "one, as pawl sessions list names it" },
    { call: "pawl sessions revoke --email ada@example.com", text: "all of one user" },
  ],

  async run({ flags, operands: [sid] }, { env, stdout }) {
    const { settings } = readSettings(options, flags, env);
    refuseAmbiguous(sid, settings);
    await withStore(settings.store, "expected", async ({ users, sessions }) => {
      const end: SessionEnd = { reason: "revoked_by_admin", at: Date.now() };
      if (sid !== undefined && !(await sessions.revoke(sid, end))) {
        throw failure(`There is no live session ${sid}.`);
      }
      const owner = await findOwner(users, settings);
      const ended = sid === undefined && owner ? await sessions.revokeAll(owner.subject, end) : [sid];
      stdout.write(settings.json ? `${jsonLine({ revoked: ended })}\n` : sentence(ended.length));
    });
  },
};

function refuseAmbiguous(sid: string | undefined, { subject, email }: Whose): void {
  const count = [sid, subject, email].filter((one) => one !== undefined).length;
  if (count === 0) throw misuse("Say which: pawl sessions revoke SID, --subject SUBJECT or --email EMAIL.");
  if (count > 1) throw misuse("Give one of SID, --subject and --email.");
  if (sid !== undefined && !/^[\w-]{22}$/.test(sid)) {
    throw misuse(`"${printable(sid, 60)}" is not a sid, which has 22 characters; see pawl sessions list.`);
  }
}

function sentence(count: number): string {
  if (count === 0) return "There was no live session to revoke.\n";
  return `Revoked ${count} ${count === 1 ? "session" : "sessions"}.\n`;
}
