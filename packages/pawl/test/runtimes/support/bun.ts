import { createApp } from "./app.ts";

/** Of Bun, as far as it is used here. */
declare const Bun: {
  readonly env: Record<string, string>;
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly fetch: (request: Request) => Promise<Response>;
  }): { readonly port: number };
};

const fetch = createApp(JSON.parse(Bun.env["APP_SETTINGS"] ?? ""));
const { port } = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
process.stdout.write(`listening on ${port}\n`);
