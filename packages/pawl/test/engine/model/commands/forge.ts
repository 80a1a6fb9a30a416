import fc from "fast-check";
import { expect } from "vitest";
import { anyToken, textOf } from "./choose.ts";
import { anyNode, type Command, command, pick } from "./command.ts";

/** One bit of a token that was seen is another: nothing is asked of the store (P3). */
export const forgeRefreshToken: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, token: anyToken, bit: fc.nat(73 * 8 - 1) })
  .map(({ node, token, bit }) =>
    command(`refresh a forgery, bit ${bit} of ${token.which}, at ${node}`, async (model, world) => {
      const text = textOf(token, model, world);
      if (text === undefined) return;
      const said = await world.attempt(undefined, () => world.node(node).refresh(flipped(text, bit)));
      expect(said).toMatchObject({ refusal: { code: "refresh_token_unknown", reason: undefined } });
      expect(world.last.calls).toBe(0);
    }),
  );

export const forgeAccessToken: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, back: fc.nat(40), bit: fc.nat(511) })
  .map(({ node, back, bit }) =>
    command(`verify a forgery, bit ${bit} of ${back}, at ${node}`, async (_, world) => {
      const { access } = world.knowledge;
      if (access.length === 0) return;
      const [header, payload, signature] = pick([...access].reverse(), back).text.split(".");
      const forged = `${header}.${payload}.${flipped(signature ?? "", bit)}`;
      const said = await world.attempt(undefined, () => world.node(node).verify(forged));
      expect(said).toMatchObject({ refusal: { code: "access_token_invalid" } });
    }),
  );

function flipped(text: string, bit: number): string {
  const bytes = Buffer.from(text, "base64url");
  const at = (bit >> 3) % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
  return bytes.toString("base64url");
}
