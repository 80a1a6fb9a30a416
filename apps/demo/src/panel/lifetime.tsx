import { countdown } from "../time.ts";
import { Dial } from "./dial.tsx";

interface LifetimeProps {
  generation: number;
  /** How long the access token is still good, and how long it was when it came; milliseconds. */
  leftMs: number;
  lifetimeMs: number;
}

/** The wheel, and in words what it shows: which generation is held, and how long the access token lasts. */
export function Lifetime({ generation, leftMs, lifetimeMs }: LifetimeProps) {
  const life = Math.min(1, Math.max(0, leftMs / lifetimeMs));
  return (
    <div className="lifetime">
      <Dial generation={generation} life={life} />
      <p
        className="lifetime-left"
        data-testid="access-token-lifetime"
        data-expired={leftMs <= 0 || undefined}
      >
        {leftMs > 0 ? (
          <>
            <strong>{countdown(leftMs)}</strong> until the access token expires
          </>
        ) : (
          <>
            <strong>Expired.</strong> The next request refreshes it.
          </>
        )}
      </p>
    </div>
  );
}
