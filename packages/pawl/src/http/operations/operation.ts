import type { Code } from "../../protocol/codes.ts";
import type { Component } from "../components/component.ts";

/** The headings that operations stand under. */
export type Group =
  | "Sessions of a browser or an app"
  | "A user’s devices"
  | "For backends"
  | "For OAuth clients"
  | "For operators";

/**
 * A way to show who is asking, by the names of `securitySchemes`; `none` where nothing is needed, or what is needed
 * travels in the body.
 */
export type Credential =
  | "refreshTokenCookie"
  | "accessToken"
  | "verifierCredential"
  | "receiverCredential"
  | "serviceCredential"
  | "none";

/** What is turned on in this Pawl: a route that is turned off answers 404 to everybody, and is not described. */
export interface Features {
  readonly verifiers: boolean;
  readonly services: boolean;
  readonly receivers: boolean;
}

/** A schema in the words of JSON Schema 2020-12, or a part of an OpenAPI document. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * What a body holds: one of these payloads, or something that has no name; of server-sent events also what the data of each
 * is, by its name.
 */
export type BodyFacts =
  | { readonly anyOf: readonly Component[] }
  | { readonly schema: JsonSchema; readonly events?: Readonly<Record<string, Component>> };

/** By media type, without parameters. */
export type Content = Readonly<Record<string, BodyFacts>>;

/** A header of a request or an answer. */
export interface HeaderFacts {
  readonly text: string;
  readonly schema: JsonSchema;
  /** Whether it is always there. */
  readonly required: boolean;
}

/** By their names. */
export type HeaderTable = Readonly<Record<string, HeaderFacts>>;

/** An answer that is no problem. */
export interface AnswerFacts {
  readonly text: string;
  /** Left out for an answer without a body. */
  readonly content?: Content;
  readonly headers?: HeaderTable;
}

/**
 * What one method of one path takes and answers. The document is made of it, and the tests hold every answer that they see
 * to it: a status, a code or a member that is not in here fails them.
 */
export interface Operation {
  readonly operationId: string;
  readonly group: Group;
  /** A few words. */
  readonly summary: string;
  /** Sentences; words of code stand in backticks. */
  readonly text: string;
  /** One of these does. */
  readonly needs: readonly Credential[];
  /** What stands in the braces of the path. */
  readonly path?: HeaderTable;
  readonly headers?: HeaderTable;
  readonly request?: { readonly content: Content; readonly required: boolean };
  /** By status. What is neither RFC 9457 nor in the shape of OAuth is an answer like any other. */
  readonly answers: Readonly<Record<number, AnswerFacts>>;
  /** Of the problems that it may answer; status, title and headers follow from the table of codes. */
  readonly codes: readonly Code[];
  /** The shape in which those are told: OAuth's (RFC 6749 §5.2), or by default that of a problem. */
  readonly failures?: "oauth";
  /** The feature that it belongs to. Default: it is always there. */
  readonly feature?: keyof Features;
}
