import type { Client } from "pawl/client";

/** As api/notes_api/notes.py sends it. */
export interface Note {
  readonly id: number;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly created_at: number;
}

/** As api/notes_api/account.py sends it. */
export interface Me {
  readonly email: string;
  readonly name: string;
}

/** The routes of the API. Each rejects as `client.fetch` does, or with `LoginTooOldError` or `ApiError`. */
export interface Api {
  me(): Promise<Me>;
  notes(): Promise<Note[]>;
  addNote(text: string): Promise<Note>;
  /** Logs the user out everywhere else, too; says in how many places. */
  changePassword(password: string): Promise<{ readonly ended: number }>;
}

/** The API answered, and not with what it was asked for. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the API answered with status ${status}`);
    this.status = status;
  }
}

/** The user is logged in, but not recently enough for this (RFC 9470): after another login it may be asked again. */
export class LoginTooOldError extends Error {}

/** Nothing here knows of tokens: `client.fetch` sends them, and refreshes them when they have expired. */
export function createApi(client: Client): Api {
  async function ask(path: string, method: string = "GET", body?: object) {
    const answer = await client.fetch(`/api${path}`, {
      method,
      ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer.json();
    const challenge = answer.headers.get("www-authenticate") ?? "";
    if (/error="insufficient_user_authentication"/.test(challenge)) throw new LoginTooOldError();
    throw new ApiError(answer.status);
  }

  return {
    me: () => ask("/me"),
    notes: () => ask("/notes"),
    addNote: (text) => ask("/notes", "POST", { text }),
    changePassword: (password) => ask("/password", "PUT", { password }),
  };
}
