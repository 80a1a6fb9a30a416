/** How many kills a test is to survive; `PAWL_CRASH_KILLS=100` for the long run. */
export function killsOr(usual: number): number {
  const given = Number(process.env["PAWL_CRASH_KILLS"] ?? usual);
  if (!Number.isSafeInteger(given) || given < 1) throw new Error("PAWL_CRASH_KILLS is a whole number from 1");
  return given;
}
