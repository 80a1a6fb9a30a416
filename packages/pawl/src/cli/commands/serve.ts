import { toNodeListener } from "../../http/adapters/node.ts";
import type { Identity } from "../../identity/identity.ts";
import type { SecurityEventReceiver } from "../../server/receiver-options.ts";
import { noSignal, type RevocationSignal } from "../../session/revocation-signal.ts";
import type { Store } from "../../stores/store.ts";
import { areChangedSecrets } from "../changed-secrets.ts";
import type { Command } from "../command.ts";
import { composePawl } from "../compose-pawl.ts";
import { readCredentials } from "../credentials.ts";
import { describeError } from "../describe-error.ts";
import { addDevUser, refuseDevUser } from "../dev-user.ts";
import { createHttpServer, listen } from "../http-server.ts";
import { createLog, type Log } from "../log.ts";
import { logSessionEvents } from "../log-session-events.ts";
import { misspeltSettings } from "../misspelt-settings.ts";
import { type OpenSignal, openSignal } from "../open-signal.ts";
import { explained, openReadyStore } from "../open-store.ts";
import { type ServeSettings, serveOptions } from "../options.ts";
import { readIdentity } from "../read-identity.ts";
import { readReceivers } from "../read-receivers.ts";
import { type ReadSettings, readSettings } from "../read-settings.ts";
import { refuseInProduction } from "../refuse-in-production.ts";
import { findSecrets, makeSecrets, type ProvidedSecrets, type SecretsRequest } from "../secrets.ts";
import { secretsBeside } from "../secrets-beside.ts";
import { firstStopSignal } from "../signals.ts";
import { stoppable } from "../stop-server.ts";
import { nameOfStore } from "../store-location.ts";
import { type Sweeper, startSweeper } from "../sweeper.ts";
import type { Terminal } from "../terminal.ts";

/** Requests in flight have this long to finish, in milliseconds. */
const stopLimitMs = 10_000;
const keepOld =
  "No secret opens the signing keys in the store, so the sessions in it end; put the former secret last in the list to keep them.";
/**
 * At most 50 000 sessions a minute, which is the end of 70 million a day; and 500 at a time with time in between, so that
 * a refresh waits for one batch at most.
 */
const sweeping = { everyMs: 60_000, limit: 50_000, batchSize: 500, pauseMs: 50 } as const;

/** `pawl serve`: from settings to a server, until a signal ends it. */
export const serve: Command = {
  name: "serve",
  operands: "",
  maxOperands: 0,
  summary: "run the session server",
  text: "Logs users in, refreshes and ends their sessions over HTTP, beside an API in any language that checks the access tokens with the keys of /.well-known/jwks.json. Set NODE_ENV=production for a public server: it then insists on an https issuer and on secrets of yours.",
  options: Object.values(serveOptions),
  examples: [
    { call: "pawl serve", text: "development: http://localhost:4000, sessions in ./pawl.sqlite" },
    {
      call: 'PAWL_DEV_USER="ada@example.com correct horse battery" pawl serve --store memory:',
      text: "for a trial or a test: somebody can log in, and nothing is kept",
    },
    {
      call: "pawl serve --access-token-lifetime 5s",
      text: "to watch clients refresh",
    },
    {
      call: "pawl serve --store postgres://pawl@localhost/pawl",
      text: "with PostgreSQL, once pawl migrate has made its tables",
    },
    {
      call: "pawl serve --identity http://127.0.0.1:8000/auth/verify",
      text: "an application of yours says who may log in; with PAWL_IDENTITY_SECRET",
    },
    {
      call: "NODE_ENV=production PAWL_SECRETS=… pawl serve --issuer https://auth.example.com",
      text: "behind a proxy that speaks TLS",
    },
  ],

  async run({ flags }, terminal) {
    const read = readSettings(serveOptions, flags, terminal.env);
    const log = createLog((line) => terminal.stderr.write(line), Date.now);
    const isProduction = terminal.env["NODE_ENV"] === "production";
    refuseDevUser(read.settings.devUser, isProduction, read.names.devUser);
    const request = secretsRequest(read, isProduction);
    const credentials = {
      verifierCredentials: credentialsOf(read, "verifierCredentials", isProduction),
      serviceCredentials: credentialsOf(read, "serviceCredentials", isProduction),
      securityEventReceivers: readReceivers(
        read.settings.securityEventReceivers,
        read.names.securityEventReceivers,
        isProduction,
      ),
      identity: readIdentity(read, isProduction),
    };
    const found = refuseInProduction(read.settings, isProduction, () => findSecrets(request));
    // What is refused leaves no file behind, so files are made only from here on.
    const store = await openReadyStore(read.settings.store, read.settings.storeConnections);
    try {
      const provided = found ?? makeSecrets(request);
      logSecrets(log, provided);
      for (const misspelt of misspeltSettings(terminal.env, serve.options)) {
        log("warn", "setting_ignored", { ...misspelt });
      }
      logFaults(log);
      const parts = { ...read, ...credentials, store, secrets: provided.secrets, isProduction };
      // Nobody is to be told at once where nobody follows.
      const followers = [...credentials.verifierCredentials, ...credentials.securityEventReceivers];
      const open = followers.length === 0 ? none : await openSignal(read.settings.store);
      try {
        await serveStore({ ...parts, signal: open.signal }, log, terminal);
      } finally {
        await open.close();
      }
    } finally {
      await store.close();
    }
    log("info", "stopped");
  },
};

const none: OpenSignal = { signal: noSignal, close: async () => {} };

interface ServerParts extends ReadSettings<ServeSettings> {
  readonly store: Store;
  readonly secrets: readonly string[];
  readonly verifierCredentials: readonly string[];
  readonly serviceCredentials: readonly string[];
  readonly securityEventReceivers: readonly SecurityEventReceiver[];
  readonly identity: Identity | undefined;
  readonly signal: RevocationSignal;
  readonly isProduction: boolean;
}

async function serveStore(parts: ServerParts, log: Log, terminal: Terminal): Promise<void> {
  const { settings } = parts;
  // Before it listens, so that a signal in the middle of the start ends it as well.
  const stopSignal = firstStopSignal();
  const server = createHttpServer();
  const { stop } = stoppable(server);
  let sweeper: Sweeper | undefined;
  let close = () => {};
  try {
    const port = await listen(server, settings.port, settings.host);
    const { pawl, issuer } = composePawl({ ...parts, port, onEvent: logSessionEvents(log) });
    close = pawl.close;
    server.on("request", toNodeListener(pawl.handler));
    await explained(settings.store, async () => {
      if (await areChangedSecrets(parts.store.keys, parts.secrets))
        log("warn", "secrets_changed", { note: keepOld });
      await pawl.ready();
      if (settings.devUser !== undefined)
        await addDevUser(parts.store.users, settings.devUser, parts.names.devUser);
    });
    const url = `http://${nameInUrl(settings.host)}:${port}${settings.basePath}`;
    log("info", "started", {
      url,
      issuer,
      store: nameOfStore(settings.store),
      production: parts.isProduction,
    });
    terminal.stdout.write(`pawl listening on ${url}\n`);
    sweeper = startSweeper({
      ...sweeping,
      sweep: (limit) => pawl.sweep(limit),
      onError: (error) => log("error", "unavailable", { what: "sweep", error: describeError(error) }),
    });
    log("info", "stopping", { signal: await stopSignal });
  } finally {
    // Its streams are answers that never end by themselves.
    close();
    const cut = await stop(stopLimitMs);
    if (cut > 0) log("warn", "requests_cut", { count: cut });
    await sweeper?.stop();
  }
}

function credentialsOf(
  { settings, names }: ReadSettings<ServeSettings>,
  setting: "verifierCredentials" | "serviceCredentials",
  isProduction: boolean,
): readonly string[] {
  return readCredentials({
    listName: names[setting],
    list: settings[setting],
    file: settings[`${setting}File`],
    fileName: names[`${setting}File`],
    isProduction,
  });
}

function secretsRequest(
  { settings, names }: ReadSettings<ServeSettings>,
  isProduction: boolean,
): SecretsRequest {
  const { store, secrets, secretsFile } = settings;
  return {
    list: secrets,
    file: secretsFile,
    fileName: names.secretsFile,
    fileBesideDatabase: secretsBeside(store),
    isProduction,
  };
}

/** Where they are, never what they are. */
function logSecrets(log: Log, { origin, file, warning }: ProvidedSecrets): void {
  if (origin === "made") log("info", "secrets_made", { file });
  if (origin === "process") log("info", "secrets_made", { note: "for this process only" });
  if (warning !== undefined) log("warn", "secrets_open_to_others", { note: warning });
}

/** The last resort: what nobody caught is told, and the server goes on with everyone else's requests (ASVS 16.5.4). */
function logFaults(log: Log): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => log("error", "internal_error", { error: describeError(error) }));
  }
  process.on("warning", (warning) => log("warn", "process_warning", { error: describeError(warning) }));
}

/** A name that a person can open: what listens everywhere or on this machine is called localhost. */
function nameInUrl(host: string): string {
  if (/^(127\.0\.0\.1|::1|0\.0\.0\.0|::|localhost)$/.test(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
