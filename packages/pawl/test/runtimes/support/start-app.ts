import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { build } from "esbuild";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import type { AppSettings } from "./app.ts";
import { programOf, type Runtime } from "./installed.ts";

/** The API in a runtime of another kind, bundled as its users would; its URL. Ended when the test is over. */
export async function startApp(runtime: Runtime, settings: AppSettings): Promise<string> {
  const folder = temporaryFolder();
  const { name } = runtime;
  await build({
    entryPoints: [join(import.meta.dirname, `${name.toLowerCase()}.ts`)],
    outfile: join(folder, "app.js"),
    ...{ bundle: true, format: "esm", target: "es2023", platform: "neutral", logLevel: "silent" },
    conditions: name === "workerd" ? ["workerd", "worker", "browser"] : [name.toLowerCase()],
    external: ["cloudflare:*"],
  });
  const program = programOf(runtime) ?? "";
  const env = { APP_SETTINGS: JSON.stringify(settings), HOME: folder, DENO_DIR: folder, NO_COLOR: "1" };
  const child = spawn(program, argumentsFor(name, folder, settings), {
    ...{ cwd: folder, env, stdio: ["ignore", "pipe", "pipe", "pipe"] },
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  onTestFinished(() => end(child));
  const port = await portOf(child, () => said);
  return `http://127.0.0.1:${port}`;
}

function argumentsFor(name: Runtime["name"], folder: string, settings: AppSettings): string[] {
  if (name === "Bun") return ["run", "app.js"];
  if (name === "Deno")
    return ["run", "--no-prompt", "--allow-net=127.0.0.1", "--allow-env=APP_SETTINGS", "app.js"];
  writeFileSync(join(folder, "config.capnp"), configOfWorkerd(settings));
  // It says on this descriptor which port it has.
  return ["serve", "config.capnp", "--control-fd=3"];
}

/** A text of JSON is one of Cap'n Proto, too. */
const configOfWorkerd = (settings: AppSettings): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "app.js", esModule = embed "app.js")],
      bindings = [(name = "APP_SETTINGS", text = ${JSON.stringify(JSON.stringify(settings))})],
      compatibilityDate = "2026-11-01",
    )),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;

async function portOf(child: ChildProcess, said: () => string): Promise<number> {
  const gone = once(child, "exit").then(() => undefined);
  let text = "";
  for (const stream of [child.stdout, child.stdio[3] as Readable]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk;
    });
  }
  for (;;) {
    const port = /listening on (\d+)|"port":\s*(\d+)/
      .exec(text)
      ?.slice(1)
      .find((one) => one !== undefined);
    if (port !== undefined) return Number(port);
    const [control, stdout] = [child.stdio[3] as Readable, child.stdout as Readable];
    const more = await Promise.race([gone, once(control, "data"), once(stdout, "data")]);
    if (more === undefined) throw new Error(`It ended with ${child.exitCode}: ${said()}`);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
