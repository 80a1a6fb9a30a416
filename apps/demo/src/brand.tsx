import { circleOutline, ratchetOutline } from "./panel/ratchet-outline.ts";

const wheel = ratchetOutline(12, 13, 9.5) + circleOutline(4.5);

/** The wordmark: a ratchet wheel, its pawl, and the name. */
export function Brand() {
  return (
    <>
      <svg viewBox="-16 -18 32 32" aria-hidden="true" focusable="false">
        <path className="brand-wheel" d={wheel} fillRule="evenodd" />
        <path className="brand-pawl" d="M-12,-15L-1.5,-12" />
      </svg>
      Pawl
    </>
  );
}
