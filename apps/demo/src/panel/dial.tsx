import { Ratchet } from "./ratchet.tsx";

/** The wheel with the number of its tooth in the middle, and the life of the access token around it, if given. */
export function Dial({ generation, life }: { generation: number; life?: number }) {
  return (
    <div className="dial">
      <Ratchet generation={generation} life={life} />
      <p className="dial-generation" data-testid="generation">
        <span className="dial-number">{generation}</span> <span className="dial-unit">generation</span>
      </p>
    </div>
  );
}
