/**
 * Goal: a session that is ended at one server is dead at a verifier that listens to another one.
 * Method: two servers on one store of each kind, a verifier beside them in this process, everything over HTTP; and again
 * without signals, as where none can be sent.
 */
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { toNodeListener } from "../../src/http/adapters/node.ts";
import { createPawl, type Pawl } from "../../src/server/create-pawl.ts";
import type { RevocationSignal } from "../../src/session/revocation-signal.ts";
import { postgresSignal, postgresStore } from "../../src/stores/postgres/index.ts";
import { redisSignal, redisStore } from "../../src/stores/redis/index.ts";
import { sqliteSignal, sqliteStore } from "../../src/stores/sqlite/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { createVerifier, revocationFeed } from "../../src/verify/index.ts";
import { listen } from "../http/support/listen.ts";
import { pgPool, serverOfThisFile } from "../stores/postgres/databases.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { ada, twoPeople } from "../support/people.ts";
import { startRedis } from "../support/redis-server.ts";
import { secretOne, verifierOne } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const { emptyDatabase } = serverOfThisFile();

/** What two servers need: a store each, on the same data, and how they tell each other. */
interface Node {
  readonly store: Store;
  readonly signal?: RevocationSignal;
}

const kinds: Readonly<Record<string, () => Promise<() => Promise<Node>>>> = {
  SQLite: async () => {
    const filename = `${temporaryFolder()}/pawl.sqlite`;
    return async () => ({ store: sqliteStore({ filename }), signal: sqliteSignal({ filename }) });
  },
  PostgreSQL: async () => {
    const { url, schema } = await emptyDatabase();
    return async () => {
      const client = pgPool(url, { schema });
      return { store: postgresStore({ client }), signal: postgresSignal({ client, channel: schema }) };
    };
  },
  Redis: async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    return async () => {
      const [client, subscriber] = [new Redis({ port: server.port }), new Redis({ port: server.port })];
      onTestFinished(() => subscriber.disconnect());
      return { store: redisStore({ client }), signal: redisSignal({ client, subscriber }) };
    };
  },
};

async function serve(node: Node): Promise<{ pawl: Pawl; url: string }> {
  await node.store.migrate();
  onTestFinished(() => node.store.close());
  const pawl = createPawl({
    ...{ issuer: testIssuer, audience: testAudience, secrets: [secretOne], identity: twoPeople },
    ...{ store: node.store, verifierCredentials: [verifierOne], revocationSignal: node.signal },
  });
  await pawl.ready();
  const port = await listen(toNodeListener(pawl.handler));
  onTestFinished(() => pawl.close());
  return { pawl, url: `http://127.0.0.1:${port}/auth` };
}

describe.each(Object.keys(kinds))("on %s", (kind) => {
  test.each([true, false])("with signals: %s", async (hasSignals) => {
    const open = await kinds[kind]?.();
    if (open === undefined) throw new Error("there is such a kind");
    const node = async () => {
      const { store, signal } = await open();
      return serve(hasSignals && signal !== undefined ? { store, signal } : { store });
    };
    const [near, far] = [await node(), await node()];
    const revocations = revocationFeed({ url: `${far.url}/revocations`, credential: verifierOne });
    const verifier = createVerifier({
      ...{ issuer: testIssuer, audience: testAudience, revocations },
      jwks: `${far.url}/.well-known/jwks.json`,
    });
    onTestFinished(() => verifier.close());
    await revocations.ready();

    const sessions = [];
    for (let i = 0; i < 3; i++) sessions.push(await near.pawl.create(ada.subject));
    const bystander = await near.pawl.create("usr_grace");
    const [one, mine, other] = sessions as [(typeof sessions)[0], (typeof sessions)[0], (typeof sessions)[0]];
    for (const { accessToken } of sessions) await verifier.verify(accessToken);

    const dead = async (token: string) => {
      for (;;) {
        const outcome = await verifier.verify(token).then(
          () => "alive",
          (error: { code?: string }) => error.code,
        );
        if (outcome !== "alive") return outcome;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    await near.pawl.revoke(one.session.sid);
    expect(await dead(one.accessToken)).toBe("access_token_invalid");
    await near.pawl.revokeAll(ada.subject, { exceptSid: mine.session.sid });
    expect(await dead(other.accessToken)).toBe("access_token_invalid");
    expect(await verifier.verify(mine.accessToken)).toMatchObject({ sid: mine.session.sid });
    expect(await verifier.verify(bystander.accessToken)).toMatchObject({ sub: "usr_grace" });
  });
});
