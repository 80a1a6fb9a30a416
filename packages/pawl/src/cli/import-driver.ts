import { failure } from "./failure.ts";

/**
 * Loads a driver that only some have installed, since Pawl asks nobody for more than they use.
 *
 * @param load imports the package, under its literal name.
 * @throws CommandFailure that says how to install it.
 */
export async function importDriver<Driver>(
  store: string,
  name: string,
  load: () => Promise<Driver>,
): Promise<Driver> {
  try {
    return await load();
  } catch (error) {
    throw isMissing(error, name)
      ? failure(`The ${store} store needs the package ${name}; install it with: npm install ${name}`)
      : error;
  }
}

/** Not one of the packages that it needs in turn: that one is broken, and installing it again may not help. */
function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND" &&
    error.message.startsWith(`Cannot find package '${name}'`)
  );
}
