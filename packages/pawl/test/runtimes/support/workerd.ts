/// <reference path="./cloudflare-workers.d.ts" />
import { env } from "cloudflare:workers";
import { createApp } from "./app.ts";

// Made once, outside of any request, as a Worker does.
const fetch = createApp(JSON.parse(env.APP_SETTINGS));

// biome-ignore lint/style/noDefaultExport: it is what makes a module a Worker.
export default { fetch } satisfies { readonly fetch: typeof fetch };
