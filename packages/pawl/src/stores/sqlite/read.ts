import { StoreError } from "../../session/store.ts";

/** Runs a query; what the driver throws becomes a `StoreError`. */
export type Read = <T>(query: () => T) => Promise<T>;

export const read: Read = async (query) => {
  try {
    return query();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError("a SQLite query failed", { cause: error });
  }
};
