import { pawlRoutes } from "pawl/next";
import { pawl } from "../../../lib/pawl.ts";

/** The only place of this app where a refresh token is exchanged. */
export const { GET, HEAD, POST, DELETE, OPTIONS } = pawlRoutes(pawl);
