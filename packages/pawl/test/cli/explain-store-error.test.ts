// Goal: a store that cannot be used is one sentence that says what to do, and holds no password.
// Method: the errors of the file system, of SQLite, of the drivers and of the network, one by one.
import { describe, expect, test } from "vitest";
import { explainStoreError } from "../../src/cli/explain-store-error.ts";
import { parseStoreLocation } from "../../src/cli/store-location.ts";
import { StoreError } from "../../src/session/store.ts";

const file = "/var/lib/pawl/pawl.sqlite";

/** The sentence about a driver's error, as a store passes it on. */
function explain(store: string, message: string, facts: object = {}): string {
  const driver = Object.assign(new Error(message), facts);
  const failed = new StoreError("could not be opened", { cause: driver });
  const { message: sentence, exitCode } = explainStoreError(failed, parseStoreLocation(store, "--store"));
  expect(exitCode).toBe(1);
  expect(sentence).not.toContain("canary");
  return sentence;
}

describe("a file", () => {
  test.each([
    [{ code: "ENOENT" }, `The folder of ${file} does not exist; make it with: mkdir -p /var/lib/pawl`],
    [{ code: "EISDIR" }, `${file} is a folder; name a file in it with --store.`],
    [{ code: "EACCES" }, `${file} cannot be written; see that this user may write the file and its folder.`],
    [{ code: "EROFS" }, `${file} cannot be written; see that this user may write the file and its folder.`],
    [{ code: "ENOSPC" }, `${file} cannot grow, since the disk is full; make room and try again.`],
    [{ errcode: 8 }, `${file} cannot be written; see that this user may write the file and its folder.`],
    [{ errcode: 14 }, `${file} cannot be written; see that this user may write the file and its folder.`],
    [
      { errcode: 26 },
      `${file} is not a SQLite database; name another file with --store, or move this one away.`,
    ],
    [{ errcode: 11 }, `${file} is damaged; stop what uses it and put a backup in its place.`],
    [{ errcode: 267 }, `${file} is damaged; stop what uses it and put a backup in its place.`],
    [{ errcode: 5 }, `${file} is locked by another program; stop that one, or try again.`],
    [
      { errcode: 778 },
      `${file} could not be read or written; see that its disk has room and is sound, and try again.`,
    ],
    [{ errcode: 13 }, `${file} cannot grow, since the disk is full; make room and try again.`],
    [{ errcode: 1 }, `${file} has other tables than Pawl's; name another file with --store.`],
  ])("%j", (facts, sentence) => {
    expect(explain(`sqlite:${file}`, "driver says no", facts)).toBe(sentence);
  });
});

describe("PostgreSQL", () => {
  const url = "postgres://ada:canary@db/pawl";
  test.each([
    ["", "28P01", "refuses the password; correct it in the URL, or in PGPASSWORD."],
    [
      "",
      "28000",
      "does not let this user in; see that the role exists, and that pg_hba.conf allows it from here.",
    ],
    [
      "no pg_hba.conf entry for host, no encryption",
      "28000",
      "wants TLS; add sslmode=verify-full to the URL.",
    ],
    ["", "3D000", "names a database that does not exist; make it with: createdb pawl"],
    [
      "",
      "42501",
      "does not allow this user what Pawl needs; make the user the owner of the database, or grant it.",
    ],
    ["", "53300", "has no connection left; raise max_connections there, or lower --store-connections."],
    ["", "53100", "cannot grow, since its disk is full; make room there and try again."],
    ["", "57P03", "is starting or stopping; try again in a moment."],
    [
      "canceling statement due to statement timeout",
      "57014",
      "took too long; see what keeps it busy (pg_stat_activity), and try again.",
    ],
    ["", "25006", "takes no writes, since it is a standby; name the primary in --store."],
    [
      "unsupported startup parameter: statement_timeout",
      "08P01",
      "is a PgBouncer; add pgbouncer=true to the query of the URL.",
    ],
    [
      "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string",
      undefined,
      "asks for a password; set PGPASSWORD, or write it into the URL.",
    ],
    [
      "The server does not support SSL connections",
      undefined,
      "does not speak TLS; turn it on there, or leave sslmode out of the URL.",
    ],
    [
      "timeout exceeded when trying to connect",
      undefined,
      "does not answer; see that host and port are right, and that no firewall is in between.",
    ],
    [
      "Connection terminated due to connection timeout",
      undefined,
      "does not answer; see that host and port are right, and that no firewall is in between.",
    ],
    [
      "Connection terminated unexpectedly",
      undefined,
      "closed the connection; see that PostgreSQL listens there, and look into its log.",
    ],
  ])("%s %s", (message, code, sentence) => {
    expect(explain(url, message, { code })).toBe(`postgres://ada:***@db/pawl ${sentence}`);
  });

  test.each([
    ["postgres://ada@db", "createdb"],
    ["postgres://ada@db/", "createdb"],
    ["postgres://ada@db/one?sslmode=disable", "createdb one"],
  ])("a database that does not exist, of %s, is made with %s", (store, call) => {
    expect(explain(store, "", { code: "3D000" })).toMatch(new RegExp(`make it with: ${call}$`));
  });
});

describe("Redis", () => {
  test.each([
    [
      "NOAUTH Authentication required.",
      "asks for a password; write it into the URL, as in redis://:PASSWORD@HOST.",
    ],
    [
      "WRONGPASS invalid username-password pair",
      "refuses the user name or the password; correct them in the URL.",
    ],
    [
      "NOPERM this user has no permissions to run the 'evalsha' command",
      "does not allow this user what Pawl needs; allow it all commands on the keys pawl:* (ACL SETUSER).",
    ],
    [
      "READONLY You can't write against a read only replica.",
      "takes no writes, since it is a replica; name the master in --store.",
    ],
    [
      "OOM command not allowed",
      "takes no writes, since its memory is full; raise maxmemory there and try again.",
    ],
    [
      "MISCONF Errors writing to the AOF file",
      "takes no writes, since it cannot write to its disk; make room there and try again.",
    ],
    [
      "LOADING Redis is loading the dataset in memory",
      "is starting and still reads its data; try again in a moment.",
    ],
    [
      "BUSY Redis is busy running a script.",
      "is kept busy by another program's script; end it there (SCRIPT KILL) and try again.",
    ],
    [
      "NOREPLICAS Not enough good replicas",
      "takes no writes, since too few replicas are connected; see to them (min-replicas-to-write).",
    ],
    ["MOVED 1234 10.0.0.1:6379", "is a node of a cluster; write redis-cluster://:***@h."],
    [
      'Protocol error, got "H" as reply type byte',
      "does not speak as Redis does; see that host and port are right.",
    ],
    [
      "Command timed out",
      "does not answer; see that host and port are right, and that no firewall is in between.",
    ],
    [
      "Connection is closed.",
      "cannot be reached, or closed the connection; see that Redis runs there, and that host and port are right.",
    ],
    [
      "ERR DB index is out of range",
      "has no database of that number; leave it out, or raise databases there.",
    ],
    ["ERR This instance has cluster support disabled", "is no cluster; write redis://:***@h/1."],
  ])("%s", (message, sentence) => {
    expect(explain("redis://:canary@h/1", message)).toBe(`redis://:***@h/1 ${sentence}`);
  });

  test.each([
    "Too many Cluster redirections. Last error: ReplyError: CLUSTERDOWN The cluster is down",
    "Too many Cluster redirections. Last error: ReplyError: MOVED 8821 127.0.0.1:40647",
    "CLUSTERDOWN Hash slot not served",
  ])("%s", (message) => {
    expect(explain("redis-cluster://one,two", message)).toBe(
      "redis-cluster://one,two is a cluster of which a part is down; see to it with: redis-cli --cluster check",
    );
  });

  test("one that is silent may not speak TLS", () => {
    expect(explain("rediss://:canary@h", "Command timed out")).toBe(
      "rediss://:***@h does not answer; see that host and port are right, that it speaks TLS there, and that no firewall is in between.",
    );
  });

  test("a cluster that is none is named as one server", () => {
    expect(explain("rediss-cluster://one:7000", "ERR This instance has cluster support disabled")).toBe(
      "rediss-cluster://one:7000 is no cluster; write rediss://one:7000.",
    );
  });
});

describe.each(["postgres://ada:canary@db/pawl", "redis://:canary@db"])("the way to %s", (store) => {
  test.each([
    ["ECONNREFUSED", "refuses connections; see that the server runs, and that host and port are right."],
    ["ENOTFOUND", "has no address; see that its name is right, and that DNS answers."],
    ["EAI_AGAIN", "has no address"],
    ["ETIMEDOUT", "does not answer; see that host and port are right, and that no firewall is in between."],
    ["EHOSTUNREACH", "does not answer"],
    [
      "ECONNRESET",
      "closed the connection; see that host and port are right, and look into the server's log.",
    ],
    ["ENOENT", "needs a file that cannot be read (ENOENT); correct its path in --store."],
    ["CERT_HAS_EXPIRED", "has expired; renew it there."],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "is for another host; write the host as the certificate does."],
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "is from an authority that this machine does not trust; name its file in NODE_EXTRA_CA_CERTS.",
    ],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "is from an authority that this machine does not trust"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "is from an authority that this machine does not trust"],
    ["EPROTO", "does not speak TLS at this port; correct the port, or turn TLS on there or off in --store."],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "does not speak TLS at this port"],
  ])("%s", (code, sentence) => {
    expect(explain(store, "", { code })).toContain(sentence);
  });
});

describe("a sentence that the store itself wrote", () => {
  const said = (store: string, message: string): string =>
    explainStoreError(new StoreError(message), parseStoreLocation(store, "--store")).message;

  test("is passed on", () => {
    expect(said(`sqlite:${file}`, "install the newer Pawl that wrote it")).toBe(
      `${file}: install the newer Pawl that wrote it.`,
    );
  });

  test.each(["no schema; run: pawl migrate", "no schema; run pawl migrate, or store.migrate()"])(
    "on migrating names the store: %s",
    (message) => {
      expect(said("redis://:canary@h", message)).toBe(
        "redis://:***@h: no schema; run: pawl migrate --store redis://:***@h",
      );
    },
  );
});
