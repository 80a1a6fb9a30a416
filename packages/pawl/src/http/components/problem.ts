import { z } from "zod";
import { type Code, codes } from "../../protocol/codes.ts";
import type { Problem } from "../../protocol/wire.ts";
import { type Component, component } from "./component.ts";
import { endReason } from "./sessions.ts";

export const problem: Component<Problem> = component<Problem>("Problem", {
  text: "Every failure, as `application/problem+json` (RFC 9457). Programs decide by `code`, which never changes its meaning.",
  members: {
    type: "`urn:pawl:problem:` and the code.",
    title: "What the code means, for a developer.",
    status: "The status of the answer.",
    code: "What went wrong.",
    reason: "Why the session ended, when the code says that it has.",
    revision: "With `refresh_token_superseded`: what to state as `known_revision` at the next try.",
    detail: "What exactly is wrong with this request; never holds a value that was sent.",
  },
  example: {
    type: "urn:pawl:problem:session_expired",
    title: codes.session_expired.title,
    status: codes.session_expired.status,
    code: "session_expired",
    reason: "inactivity",
  },
})(
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(codes) as Code[]),
    reason: endReason.exactOptional(),
    revision: z.string().exactOptional(),
    detail: z.string().exactOptional(),
  }),
);
