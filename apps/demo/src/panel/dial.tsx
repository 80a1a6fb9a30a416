import { Ratchet } from "./ratchet.tsx";

interface DialProps {
  generation: number;
  life?: number;
  /** What the number counts, in the language of the page. */
  unit?: string;
}

/** The wheel with the number of its tooth in the middle, and the life of the access token around it, if given. */
export function Dial({ generation, life, unit = "generation" }: DialProps) {
  return (
    <div className="dial">
      <Ratchet generation={generation} life={life} />
      <p className="dial-generation" data-testid="generation">
        <span className="dial-number">{generation}</span> <span className="dial-unit">{unit}</span>
      </p>
    </div>
  );
}
