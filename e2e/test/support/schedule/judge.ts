import type { ClientState } from "pawl/client";
import type { SessionEvent } from "pawl/server";
import { ada, type Outcome } from "../tab.ts";

/** Watches what a user sees in a schedule, and what the server thinks of it. Keeps the story. */
export interface Judge {
  /** What happened, for people. */
  readonly story: readonly string[];
  /** What an honest user must never see, and a server never think of one. */
  readonly violations: readonly string[];
  tell(line: string): void;
  blame(what: string): void;
  /** The user is signed in: from now on, it counts. */
  begin(): void;
  /** The user logs out: from now on, tabs may show that. */
  excuse(): void;
  isExcused(): boolean;
  /** A tab is in this state. */
  seeState(tab: string, state: ClientState): void;
  /** A call in a tab came to this. */
  seeOutcome(tab: string, outcome: Outcome): void;
  seeServer(events: readonly SessionEvent[]): void;
}

export function createJudge(): Judge {
  const story: string[] = [];
  const violations: string[] = [];
  const beganAt = performance.now();
  let hasBegun = false;
  let isExcused = false;

  const tell = (line: string) => void story.push(`${Math.round(performance.now() - beganAt)} ms: ${line}`);
  const blame = (what: string) => {
    tell(`VIOLATION: ${what}`);
    violations.push(what);
  };
  const isOwn = (reason: string) => isExcused && (reason === "logged_out" || reason === "replaced_by_login");

  return {
    story,
    violations,
    tell,
    blame,
    begin() {
      hasBegun = true;
    },
    excuse() {
      isExcused = true;
    },
    isExcused: () => isExcused,
    seeState(tab, state) {
      const why = state.status === "ended" ? ` (${state.code}, ${state.reason})` : "";
      tell(`${tab} is ${state.status}${why}${"offline" in state && state.offline ? ", offline" : ""}`);
      const isLoginPage = state.status === "ended" || state.status === "signedOut";
      if (hasBegun && !isExcused && isLoginPage) {
        blame(`${tab} shows ${state.status}${why} to a user who never logged out`);
      }
    },
    seeOutcome(tab, outcome) {
      tell(`${tab} called: ${JSON.stringify(outcome)}`);
      // A token that lives for a second may expire on its way, twice: 401 without a subject is no end.
      const isAnother = "status" in outcome && outcome.subject !== undefined && outcome.subject !== ada;
      const isEnd = "error" in outcome && outcome.error === "SessionError";
      if (isAnother || (isEnd && !isExcused)) blame(`a call in ${tab} came to ${JSON.stringify(outcome)}`);
    },
    seeServer(events) {
      for (const event of events) {
        const isEnd = event.type === "session_ended" || event.type === "sessions_ended";
        if (isEnd && !isOwn(event.reason)) blame(`the server ended a session: ${event.reason}`);
        if (event.type === "internal_error") blame(`the server failed: ${String(event.error)}`);
      }
    },
  };
}
