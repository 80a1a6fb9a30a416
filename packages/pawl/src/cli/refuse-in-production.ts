import { CommandFailure, failure } from "./failure.ts";
import type { ServeSettings } from "./options.ts";

/**
 * What production does not start with, although development does. All of it at once, a sentence a line, so that
 * one more try is enough.
 *
 * @param isProduction otherwise the steps run as they are.
 * @param provide finds the secrets; its own refusal is told beside the others.
 * @throws CommandFailure
 */
export function refuseInProduction<T>(
  { issuer }: Pick<ServeSettings, "issuer">,
  isProduction: boolean,
  provide: () => T,
): T {
  if (!isProduction || issuer !== undefined) return provide();
  const missing =
    "In production the public URL must be given, since tokens carry it: set PAWL_ISSUER or --issuer, such as https://auth.example.com.";
  try {
    provide();
  } catch (error) {
    if (error instanceof CommandFailure) throw failure(`${missing}\n${error.message}`);
    throw error;
  }
  throw failure(missing);
}
