import type { ReactNode } from "react";
import { Brand } from "../brand.tsx";
import { useTexts } from "../language/language.ts";

/**
 * What is shown while nobody knows who is there, and so nothing private can be. For the first moment that is nothing:
 * what is gone before it can be read only flickers.
 *
 * @param children says why it takes so long, if there is anything to say.
 */
export function Interlude({ children }: { children?: ReactNode }) {
  const { offline } = useTexts();
  return (
    <main className="interlude">
      <p className="interlude-wait">
        <span className="brand">
          <Brand />
        </span>
        {offline.wait}
      </p>
      {children}
    </main>
  );
}
