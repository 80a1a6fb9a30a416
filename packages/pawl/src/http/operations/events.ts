import { endedEventName } from "../../protocol/names.ts";
import { endedEvent } from "../components/sessions.ts";
import { accessTokenCodes, storeCodes } from "./codes.ts";
import { eventStream } from "./content.ts";
import type { Operation } from "./operation.ts";

export const events: Operation = {
  operationId: "watchSession",
  group: "Sessions of a browser or an app",
  summary: "Be told when the session ends",
  text: "Says nothing but comments until the session ends, then why, and closes. A stream that closes without an event says nothing about the session. `EventSource` of browsers cannot send `Authorization`: read it with `fetch`.",
  needs: ["accessToken"],
  answers: {
    200: {
      text: "A stream of server-sent events, with a comment every 20 seconds.",
      content: eventStream("One event at most, after which the stream closes.", {
        [endedEventName]: endedEvent,
      }),
    },
  },
  codes: [...accessTokenCodes, "overloaded", ...storeCodes],
};
