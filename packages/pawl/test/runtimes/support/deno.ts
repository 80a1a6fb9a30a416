import { createApp } from "./app.ts";

/** Of Deno, as far as it is used here. */
declare const Deno: {
  readonly env: { get(name: string): string | undefined };
  serve(
    options: {
      readonly port: number;
      readonly hostname: string;
      onListen(at: { readonly port: number }): void;
    },
    handler: (request: Request) => Promise<Response>,
  ): unknown;
};

Deno.serve(
  { port: 0, hostname: "127.0.0.1", onListen: ({ port }) => process.stdout.write(`listening on ${port}\n`) },
  createApp(JSON.parse(Deno.env.get("APP_SETTINGS") ?? "")),
);
