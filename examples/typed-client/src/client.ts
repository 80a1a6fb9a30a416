import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./pawl-api.d.ts";

/** Pawl’s routes, as its own document describes them: paths, bodies, answers and codes are typed. */
export type Pawl = Client<paths>;

/** @param baseUrl where Pawl is, such as `https://auth.example.com` */
export function createPawlClient(baseUrl: string): Pawl {
  return createClient<paths>({ baseUrl });
}
