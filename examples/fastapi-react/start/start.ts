import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createPart, type Part } from "./part.ts";
import { freePorts } from "./ports.ts";
import { providePython } from "./python.ts";
import { exampleFolder, repository, type Settings } from "./settings.ts";
import { prepareState, type State } from "./state.ts";

/** What `npm run build` in the root makes. */
export const pawlProgram: string = join(repository, "packages/pawl/dist/cli/main.js");

/** The logins that exist from the first start on; api/notes_api/seed.py makes them. */
export const logins = {
  ada: { email: "ada@example.com", password: "correct horse battery staple" },
  grace: { email: "grace@example.com", password: "correct horse battery staple" },
} as const;

export interface Example {
  /** Where to point a browser, such as `http://localhost:5173`. */
  readonly origin: string;
  /** Where the API is for Pawl and Vite, and for nobody else. */
  readonly apiUrl: string;
  readonly state: State;
  /** `pawl serve`. */
  readonly auth: Part;
  /** FastAPI. */
  readonly api: Part;
  /** Vite, which serves the page and is the one origin in front of the other two. */
  readonly web: Part;
  /** @throws Error with a sentence for the person at the terminal; then it still has to be stopped. */
  start(): Promise<void>;
  /** Resolves with a sentence when one of them has ended without having been stopped. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
  kill(): void;
}

/**
 * The three programs, none of them started yet: ports, files and users are there.
 *
 * @param print is given each line that one of them says.
 * @throws Error with a sentence for the person at the terminal.
 */
export async function prepareExample(settings: Settings, print: (line: string) => void): Promise<Example> {
  if (!existsSync(pawlProgram)) {
    throw new Error("Pawl is not built yet. In the root of the repository: npm ci && npm run build");
  }
  const python = providePython(settings.python);
  const [port = 0, authPort, apiPort] = await freePorts([settings.port, settings.authPort, settings.apiPort]);
  const origin = `http://localhost:${port}`;
  const issuer = `${origin}/auth`;
  const authUrl = `http://127.0.0.1:${authPort}/auth`;
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const state = prepareState(settings.stateFolder);

  const auth = createPart({
    name: "The session server (pawl serve)",
    // In an app of your own: `pawl serve`.
    command: process.execPath,
    args: [
      pawlProgram,
      "serve",
      ...["--port", String(authPort), "--base-path", "/auth"],
      ...["--issuer", issuer, "--audience", origin],
      ...["--store", `sqlite:${state.sessions}`],
      ...["--identity", `${apiUrl}/identity`, "--identity-secret-file", state.identitySecret],
      ...["--verifier-credentials-file", state.verifierCredential],
      ...["--access-token-lifetime", settings.accessTokenLifetime],
    ],
    cwd: exampleFolder,
    env: environment(),
    readyUrl: `${authUrl}/readyz`,
    print: (line) => print(`auth │ ${line}`),
  });

  const apiEnvironment = environment({
    ISSUER: issuer,
    AUDIENCE: origin,
    PAWL_URL: authUrl,
    DATABASE: state.database,
    IDENTITY_SECRET_FILE: state.identitySecret,
    VERIFIER_CREDENTIAL_FILE: state.verifierCredential,
    RECENT_LOGIN_SECONDS: String(settings.recentLoginSeconds),
    // In an app of your own it is installed.
    PYTHONPATH: join(repository, "python/src"),
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
  });
  const apiFolder = join(exampleFolder, "api");
  seed(python, apiFolder, apiEnvironment);
  const api = createPart({
    name: "The API (uvicorn)",
    command: python,
    args: ["-m", "uvicorn", "notes_api.main:app", "--port", String(apiPort), "--log-level", "warning"],
    cwd: apiFolder,
    env: apiEnvironment,
    readyUrl: `${apiUrl}/healthz`,
    print: (line) => print(`api  │ ${line}`),
  });

  const web = createPart({
    name: "The page (vite)",
    command: "vite",
    args: ["--logLevel", "warn", "--clearScreen", "false"],
    cwd: join(exampleFolder, "web"),
    env: environment({
      PORT: String(port),
      AUTH_ORIGIN: new URL(authUrl).origin,
      API_ORIGIN: apiUrl,
      CACHE_FOLDER: join(state.folder, "vite"),
    }),
    readyUrl: `http://127.0.0.1:${port}/`,
    print: (line) => print(`web  │ ${line}`),
  });

  return {
    ...{ origin, apiUrl, state, auth, api, web },
    async start() {
      // The feed of the API goes to Pawl as soon as it starts.
      await auth.start();
      await Promise.all([api.start(), web.start()]);
    },
    broken: Promise.race([auth.broken, api.broken, web.broken]),
    async stop() {
      // From the outside in: whoever asks another one goes first.
      for (const part of [web, api, auth]) await part.stop();
    },
    kill() {
      for (const part of [web, api, auth]) part.kill();
    },
  };
}

/** What a program is told: these, and of the shell's nothing that could be meant for another one. */
function environment(settings: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = ["HOME", "LANG", "LC_ALL", "NO_COLOR", "TMPDIR"];
  const programs = [join(exampleFolder, "node_modules/.bin"), join(repository, "node_modules/.bin")];
  return {
    NODE_ENV: "development",
    PATH: [...programs, process.env["PATH"]].join(delimiter),
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    ...settings,
  };
}

function seed(python: string, cwd: string, env: NodeJS.ProcessEnv): void {
  const { status, stderr } = spawnSync(python, ["-m", "notes_api.seed"], { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`The API's first users could not be added:\n${stderr}`);
}
