import type { LoginRequest, TicketLoginRequest } from "../protocol/wire.ts";
import { adopt, type Core, forget, obtain, tellTabs } from "./core.ts";
import type { ClientSession } from "./state.ts";

/**
 * What `login` takes: e-mail and password, or a login ticket that the application's server made. `remember: false` asks for a
 * cookie that ends with the browser session.
 */
export type LoginCredentials = Omit<LoginRequest, "transport"> | Omit<TicketLoginRequest, "transport">;

export interface Login {
  login(this: void, credentials: LoginCredentials): Promise<ClientSession>;
  /** Gives up the logins in flight, as unavailable. */
  abandon(this: void): void;
}

export function createLogin(core: Core): Login {
  let controller = new AbortController();

  function abandon(): void {
    controller.abort();
    controller = new AbortController();
  }
  core.stops.push(abandon);

  return {
    abandon,
    async login(credentials) {
      const { email, password, ticket, remember }: Partial<LoginRequest & TicketLoginRequest> = credentials;
      const { signal } = controller;
      const body = { email, password, ticket, transport: "cookie", remember };
      // After any refresh in flight: its answer, coming later, would put the old session's cookie over the new one.
      const session = await obtain(core, "/login", { body: () => body, signal }, (grant) => {
        forget(core);
        core.tombstone.clear();
        return adopt(core, grant).session;
      });
      core.emit({ type: "logged_in", generation: session.generation });
      tellTabs(core);
      return session;
    },
  };
}
