import { canonicalEmail } from "../../identity/email.ts";
import { passwordIdentity } from "../../identity/password.ts";
import type { Command } from "../command.ts";
import { failure, misuse } from "../failure.ts";
import { jsonLine, printable } from "../json-line.ts";
import { withStore } from "../open-store.ts";
import type { OptionTable } from "../option.ts";
import { storeOption } from "../options.ts";
import { readNewPassword } from "../read-password.ts";
import { readSettings } from "../read-settings.ts";
import type { StoreLocation } from "../store-location.ts";
import { jsonSwitch } from "../switches.ts";
import { userPayload } from "../user-payload.ts";
import { refuseElsewhere } from "../users-elsewhere.ts";

const options: OptionTable<{ readonly store: StoreLocation; readonly json: boolean }> = {
  store: storeOption("Options"),
  json: jsonSwitch,
};

/** `pawl users add EMAIL`: from a name and a password to someone who can log in. */
export const usersAdd: Command = {
  name: "users add",
  operands: "EMAIL",
  maxOperands: 1,
  summary: "add a user, who can then log in",
  text: "Adds a user. The password is asked for, or read from standard input if something is piped in; it needs 15 characters or more. Not for a server with --identity, whose users are the application's.",
  options: Object.values(options),
  examples: [
    { call: "pawl users add ada@example.com", text: "asks for the password, twice" },
    { call: "pawl users add ada@example.com < password.txt", text: "reads it from a file" },
  ],

  async run({ flags, operands: [operand] }, terminal) {
    refuseElsewhere(terminal.env);
    const { settings } = readSettings(options, flags, terminal.env);
    if (operand === undefined) throw misuse("Name the user, such as: pawl users add ada@example.com");
    const email = canonicalEmail(operand);
    if (email === undefined) throw misuse(`"${printable(operand, 60)}" is not an e-mail address.`);

    await withStore(settings.store, "made", async ({ users }) => {
      // Looked up first, so that nobody types a password in vain; the insert decides.
      if ((await users.findByEmail(email)) !== undefined) throw exists(email);
      const password = await readNewPassword(terminal);
      const user = await passwordIdentity({ users })
        .addUser({ email, password })
        .catch((error: unknown) => {
          throw error instanceof TypeError ? failure(error.message) : error;
        });
      terminal.stdout.write(
        settings.json ? `${jsonLine(userPayload(user))}\n` : `Added ${user.email} (${user.subject}).\n`,
      );
    });
  },
};

function exists(email: string): Error {
  return failure(`A user with the e-mail ${email} exists.`);
}
