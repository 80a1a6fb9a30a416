/** What a call does when it cannot be sent now. */
export type Patience = "fail" | "wait";

/** What a call may say of waiting; otherwise the options of `createClient` hold. */
export interface WaitOptions {
  /** While no new access token can be had: rejects with `UnavailableError`, or waits until one can. Default `fail`. */
  whenOffline?: Patience | undefined;
  /**
   * When the session has ended: rejects with `SessionError`, or waits until the same user has logged in again, in this
   * tab or another. Rejects all the same when somebody else logs in, and at logout. Default `fail`.
   */
  whenEnded?: Patience | undefined;
}
