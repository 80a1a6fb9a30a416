import type { Component } from "../components/component.ts";
import type { Content } from "./operation.ts";

/** JSON of one of these payloads. */
export function json(...anyOf: Component[]): Content {
  return { "application/json": { anyOf } };
}

/** A form, as OAuth has them (RFC 6749 appendix B). */
export function form(component: Component): Content {
  return { "application/x-www-form-urlencoded": { anyOf: [component] } };
}

/** Server-sent events (HTML §9.2), by the names of events; the payload is their data, as JSON. */
export function eventStream(description: string, events: Readonly<Record<string, Component>>): Content {
  return { "text/event-stream": { schema: { type: "string", description }, events } };
}
