import { circleOutline, point, ratchetOutline } from "./ratchet-outline.ts";

const teeth = 24;
const step = 360 / teeth;
const wheel = ratchetOutline(teeth, 104, 89) + circleOutline(64);
/** Behind the tooth that is held, so many teeth still glow: they are the generations just before. */
const trail = 4;
const toothNumbers = Array.from({ length: teeth }, (_, tooth) => tooth);
const scaleMarks = Array.from({ length: 60 }, (_, mark) => mark);

/**
 * The wheel turns one tooth for each generation, and the pawl falls in behind it: what came before cannot
 * come back. Around it, a ring that runs out with the access token, if there is one.
 *
 * A picture for the eye only; whoever shows it says the same in words beside it.
 */
export function Ratchet({ generation, life }: { generation: number; life?: number | undefined }) {
  return (
    <svg className="ratchet" viewBox="-160 -160 320 320" aria-hidden="true" focusable="false">
      <LifeRing life={life} />
      <g className="ratchet-wheel" style={{ transform: `rotate(${generation * step}deg)` }}>
        <path className="ratchet-body" d={wheel} fillRule="evenodd" />
        <circle className="ratchet-groove" r={70} />
        {toothNumbers.map((tooth) => {
          // The wheel turns clockwise, so the teeth to come lie counter-clockwise of the pawl.
          const passed = (((generation - tooth) % teeth) + teeth) % teeth;
          return (
            <circle
              key={tooth}
              className="ratchet-mark"
              data-passed={passed <= trail && passed <= generation ? passed : undefined}
              r={2.6}
              transform={`translate(${point(80, -90 - tooth * step + step / 2)})`}
            />
          );
        })}
      </g>
      <Pawl key={generation} falls={generation > 0} />
    </svg>
  );
}

function LifeRing({ life = 0 }: { life?: number | undefined }) {
  return (
    <g className="life" data-low={life < 0.2 || undefined}>
      {scaleMarks.map((mark) => (
        <line
          key={mark}
          className="life-mark"
          y1={mark % 5 === 0 ? -134 : -137}
          y2={-140}
          transform={`rotate(${mark * 6})`}
        />
      ))}
      <circle className="life-track" r={150} />
      <circle
        className="life-arc"
        r={150}
        pathLength={1}
        strokeDasharray="1 1"
        style={{ strokeDashoffset: 1 - life }}
        transform="rotate(-90)"
        data-spent={life <= 0 || undefined}
      />
    </g>
  );
}

/** Remounted for each generation, so that its one movement plays again: up over the tooth, and down. */
function Pawl({ falls }: { falls: boolean }) {
  return (
    <g className="pawl" data-falls={falls || undefined}>
      <path className="pawl-arm" d="M-67,-123C-52,-129 -30,-118 -1.5,-90.5C-22,-100 -40,-107 -62,-110Z" />
      <circle className="pawl-pivot" cx={-64} cy={-116.5} r={8} />
      <circle className="pawl-pin" cx={-64} cy={-116.5} r={3} />
    </g>
  );
}
