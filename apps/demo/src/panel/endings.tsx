import type { Client, EndReason } from "pawl/client";
import type { DemoApi } from "../demo-api.ts";
import { useAction } from "../use-action.ts";

/** Each end has its own reason, and the dialog says which. */
const endings: readonly (readonly [EndReason, string])[] = [
  ["revoked_by_admin", "End it as an administrator"],
  ["password_changed", "Change the password"],
  ["logged_out_elsewhere", "Revoke this session from elsewhere"],
];

interface EndingsProps {
  api: DemoApi;
  refresh: Client["refresh"];
}

/** Ways for a session to end that are not the user's own doing in this tab. */
export function Endings({ api, refresh }: EndingsProps) {
  const shortenInactivity = async () => {
    await api.shortenInactivity();
    // The server tells the new end with the next token, and this tab the others.
    await refresh();
  };
  return (
    <section className="endings" aria-labelledby="endings-title">
      <h3 id="endings-title">End this session</h3>
      <p className="case-lead">Write half a note first. Every tab is told within a second, and told why.</p>
      <ul>
        {endings.map(([reason, name]) => (
          <Ending key={reason} name={name} run={() => api.endSession(reason)} />
        ))}
        <Ending name="Inactivity in 60 s" run={shortenInactivity} />
        <li>
          <a className="case-button" href="/login?switch" target="_blank" rel="noopener">
            Log in as somebody else (opens a new tab)
          </a>
        </li>
      </ul>
    </section>
  );
}

function Ending({ name, run }: { name: string; run: () => Promise<unknown> }) {
  const { start, running } = useAction(run);
  return (
    <li>
      <button type="button" className="case-button" aria-disabled={running} onClick={start}>
        {name}
      </button>
    </li>
  );
}
