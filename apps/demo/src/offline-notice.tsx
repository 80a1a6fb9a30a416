import { useSession } from "pawl/react";
import { useSyncExternalStore } from "react";
import { useTexts } from "./language/language.ts";
import type { NetworkCut } from "./network-cut.ts";
import { countdown } from "./time.ts";
import { useAction } from "./use-action.ts";
import { useNow } from "./use-now.ts";

/** Says that there is no connection, as long as there is none, and that nothing is lost by it. */
export function OfflineNotice({ networkCut }: { networkCut: NetworkCut }) {
  const { offline, status } = useSession();
  const texts = useTexts().offline;
  const until = useSyncExternalStore(networkCut.subscribe, networkCut.until);
  const isShown = offline || until > 0;
  const text = status === "restoring" ? texts.restoring : texts.notice;
  return (
    <>
      {/* In the document before it says anything, so that what it says is announced. */}
      <p className="visually-hidden" role="status">
        {isShown && text}
      </p>
      {isShown && (
        <div className="notice">
          <span className="notice-text" aria-hidden="true">
            {text}
          </span>
          {until > 0 && <Reconnect until={until} networkCut={networkCut} />}
        </div>
      )}
    </>
  );
}

/** The time that is left is for the eye alone: announced each second, nothing else would be heard. */
function Reconnect({ until, networkCut }: { until: number; networkCut: NetworkCut }) {
  const now = useNow(250);
  const { offline } = useTexts();
  const { start, running } = useAction(networkCut.end);
  return (
    <>
      <span className="notice-left" aria-hidden="true">
        {countdown(until - now)}
      </span>
      <button type="button" className="button button-quiet" aria-disabled={running} onClick={start}>
        {offline.reconnect}
      </button>
    </>
  );
}
