import type { Client, EndReason } from "pawl/client";
import type { Activity } from "./activity/activity.ts";

/** The demo's own API, as its server sends it. */
export interface Note {
  id: string;
  text: string;
  created_at: number;
}

/** The API said no, or nothing; its message may be shown. */
export class ApiError extends Error {
  override readonly name = "ApiError";
}

export type DemoApi = ReturnType<typeof createDemoApi>;

/** Typed calls of the demo's API. `client.fetch` is all they need to know about sessions. */
export function createDemoApi(client: Pick<Client, "fetch">, activity: Pick<Activity, "recordAnswer">) {
  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await client.fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    });
    activity.recordAnswer(method, path, response.status);
    if (!response.ok) throw new ApiError(await problemText(response));
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  return {
    me: () => call<{ email: string }>("GET", "/api/me"),
    listNotes: async () => (await call<{ notes: Note[] }>("GET", "/api/notes")).notes,
    addNote: async (text: string) => (await call<{ note: Note }>("POST", "/api/notes", { text })).note,
    deleteNote: (id: string) => call<undefined>("DELETE", `/api/notes/${encodeURIComponent(id)}`),
    expireAccessToken: () => call<undefined>("POST", "/api/demo/expire-access-token"),
    endSession: (reason: EndReason) => call<undefined>("POST", "/api/demo/end-session", { reason }),
    shortenInactivity: () => call<undefined>("POST", "/api/demo/shorten-inactivity"),
    cutNetwork: () => call<undefined>("POST", "/api/demo/cut-network"),
  };
}

async function problemText(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: unknown; title?: unknown };
    const text = problem.detail ?? problem.title;
    if (typeof text === "string") return text;
  } catch {
    // Not a problem body; the status says enough.
  }
  return `The server answered ${response.status}.`;
}
