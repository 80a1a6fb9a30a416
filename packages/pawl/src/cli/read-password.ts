import { failure } from "./failure.ts";
import type { Input, Output, Terminal } from "./terminal.ts";

/** Longer than any password that is accepted. */
const maxBytes = 8 * 1024;

/**
 * A new password: the line that is piped in, or what someone types twice at a terminal, unseen.
 *
 * Guarantees that it is never shown, and that a piped one loses nothing but its line end. Does not judge it.
 *
 * @throws CommandFailure if there is none, it has several lines, or the two differ.
 */
export async function readNewPassword({ stdin, stderr }: Terminal): Promise<string> {
  if (stdin.isTTY !== true) return readPiped(stdin);
  const password = await typeHidden("Password: ", stdin, stderr);
  const again = await typeHidden("The same again: ", stdin, stderr);
  if (password !== again) throw failure("The two passwords differ; nothing was changed.");
  return password;
}

async function readPiped(stdin: Input): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > maxBytes) throw failure("Standard input is too long for a password.");
    chunks.push(bytes);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw failure("The password on standard input is not UTF-8.");
  }
  const password = text.replace(/\r?\n$/, "");
  if (password === "") throw failure("No password came on standard input.");
  if (/[\r\n]/.test(password)) throw failure("The password on standard input has more than one line.");
  return password;
}

/** Reads one line in raw mode, in which the terminal shows nothing of itself. */
function typeHidden(question: string, stdin: Input, stderr: Output): Promise<string> {
  stderr.write(question);
  stdin.setRawMode?.(true);
  stdin.resume();
  const decoder = new TextDecoder();
  let typed: string[] = [];
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      stdin.off("data", onData);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write("\n");
      settle();
    };
    const onData = (chunk: Uint8Array | string) => {
      const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
      for (const character of text) {
        switch (character) {
          case "\r":
          case "\n":
          case "\u0004": // Ctrl-D
            return end(() => resolve(typed.join("")));
          case "\u0003": // Ctrl-C
            return end(() => reject(failure("Cancelled; nothing was changed.")));
          case "\u007f":
          case "\b":
            typed.pop();
            break;
          case "\u0015": // Ctrl-U: the whole line
            typed = [];
            break;
          default:
            if (character >= " ") typed.push(character);
        }
      }
    };
    stdin.on("data", onData);
  });
}
