import { build } from "esbuild";
import { compile } from "svelte/compiler";
import type { SessionStore } from "../../../src/svelte/index.ts";

/** A component that is given a store as `session`. */
type Component = { readonly component: unknown };

/** A component as a browser runs it, beside the Svelte that runs it. */
export interface InBrowser extends Component {
  mount(component: unknown, options: { target: Element; props: { session: SessionStore } }): object;
  hydrate: InBrowser["mount"];
  unmount(mounted: object): Promise<void>;
  flushSync(): void;
}

/** The same component as a server renders it. */
export interface OnServer extends Component {
  render(component: unknown, options: { props: { session: SessionStore } }): { body: string };
}

/** Compiles a component and bundles it with its Svelte, as an app's tools would for a browser. */
export function loadForBrowser(source: string): Promise<InBrowser> {
  return load(source, "client", 'export { flushSync, hydrate, mount, unmount } from "svelte";');
}

/** The same for a server. */
export function loadForServer(source: string): Promise<OnServer> {
  return load(source, "server", 'export { render } from "svelte/server";');
}

async function load<Loaded>(source: string, generate: "client" | "server", runtime: string): Promise<Loaded> {
  const { js } = compile(source, { generate, filename: "Component.svelte" });
  const { outputFiles } = await build({
    stdin: {
      contents: `${js.code}\nexport { Component as component };\n${runtime}`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: generate === "client" ? "browser" : "node",
    format: "esm",
    write: false,
  });
  const text = outputFiles.map((file) => file.text).join("");
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`)) as Loaded;
}
