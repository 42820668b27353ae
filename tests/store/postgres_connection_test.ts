import { assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../lib/clock.ts";
import { OperatorError } from "../../lib/errors.ts";
import { readAddress } from "../../lib/store/postgres_address.ts";
import { PostgresConnections } from "../../lib/store/postgres_connections.ts";
import { PostgresStore } from "../../lib/store/postgres_store.ts";
import { migrations, schemaVersion } from "../../lib/store/postgres_schema.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { localhostCertificate } from "../support/localhost_certificate.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { pushCertificate } from "../support/push_certificate.ts";
import { roomDraft } from "../support/room_draft.ts";
import { until } from "../support/until.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
    await postgres.execute("create role ada login password 'right'");
    await postgres.execute("create role tess login superuser");
    await postgres.admit(
      "host all ada all scram-sha-256",
      "hostnossl all tess all reject",
      "hostssl all tess all trust",
    );
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());
}

/** The test's database, as another address. */
function address(change: (url: URL) => void): string {
  const url = new URL(postgres.url);
  change(url);
  return url.href;
}

async function open(url: string): Promise<PostgresStore> {
  const log = new HeardLog().log;
  return await PostgresStore.open({ url, connectTimeoutSeconds: 2, log });
}

/** Makes sure that a database is refused in these words, without its password. */
async function assertRefused(url: string, words: string): Promise<void> {
  const error = await assertRejects(() => open(url), OperatorError, words);
  assertEquals(Deno.inspect(error).includes("hunter2"), false);
}

/** Makes sure that a database can be used. */
async function assertTaken(url: string): Promise<void> {
  const store = await open(url);
  assertEquals(await store.findRoom("tea"), undefined);
  await store.close();
}

for (
  const [what, change, words] of [
    ["an unknown host", (url) => url.hostname = "nowhere.invalid", "there is no such host"],
    ["a port where nothing listens", (url) => url.port = "1", "it cannot be reached"],
    ["a wrong password", (url) => url.username = "ada", "it refuses the password"],
    [
      "a user whom it does not let in",
      (url) => url.username = "eve",
      "it refuses the server's user",
    ],
    ["a database that is not there", (url) => url.pathname = "/nowhere", "make it with createdb"],
    [
      "a server that does not offer the TLS that is demanded",
      (url) => url.search = "?sslmode=require",
      "it offers no TLS",
    ],
    [
      "an sslmode that there is not",
      (url) => url.search = "?sslmode=sure",
      'Cannot use sslmode "sure" of PostgreSQL: take one of disable, prefer',
    ],
    [
      "a % that is not written as %25",
      (url) => url.password = "hunter2%",
      "a % in a user, password or host is written as %25",
    ],
    [
      "a port that is none",
      (url) => url.search = "?host=/var/run/postgresql&port=abc",
      'Cannot use port "abc" of PostgreSQL: it needs to be 1..65535',
    ],
    [
      "a setting that the driver refuses",
      (url) => url.search = "?target_session_attrs=any",
      "target_session_attrs any is not supported",
    ],
    [
      "a file of certificates that is not there",
      (url) => url.search = "?sslmode=verify-full&sslrootcert=/nowhere/root.crt",
      'Cannot read the certificates in "/nowhere/root.crt"',
    ],
  ] as [string, (url: URL) => void, string][]
) {
  Deno.test(`PostgresStore.open() of ${what} says so`, { ignore }, async () => {
    const url = address((url) => {
      url.password = "hunter2";
      change(url);
    });
    await assertRefused(url, words);
  });
}

Deno.test("PostgresStore.open() of what is no address says how to write one", async () => {
  for (const url of ["postgres://ada:hunter2@tea:no/x", "mysql://ada:hunter2@tea/x", "hunter2"]) {
    await assertRefused(url, "write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE");
  }
});

Deno.test("PostgresStore.open() of a server that never answers says so in time", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await assertRefused(`postgres://ada@127.0.0.1:${listener.addr.port}/x`, "it cannot be reached");
});

Deno.test("PostgresStore.open() without the right to make tables says so", {
  ignore,
}, async () => {
  const url = address((url) => {
    url.username = "ada";
    url.password = "right";
  });
  await assertRefused(url, "its user may not do that; grant the right");
});

Deno.test("PostgresStore.open() of a database with tables of another program says so", {
  ignore,
}, async () => {
  const url = await postgres.freshUrl();
  const schema = new URL(url).searchParams.get("search_path");
  await postgres.execute(`create table ${schema}.users (id int)`);
  await assertRefused(url, "it holds tables of another program");
});

Deno.test(
  "PostgresStore.open() brings a database of version 1 up to date",
  { ignore },
  async () => {
    const url = await postgres.freshUrl();
    const schema = new URL(url).searchParams.get("search_path");
    await postgres.execute(`
    set search_path to ${schema};
    ${migrations[0]};
    create table parley_schema (one_row boolean primary key default true, version bigint not null);
    insert into parley_schema (version) values (1);
    insert into rooms (name, epoch, visibility)
      values ('tea', 'e', 'public'), ('den', 'e', 'private'), ('milk', 'e', 'public');
    insert into memberships (room, person, name, kind, role, since, muted_until)
      select id, 'mia', 'Mia', 'guest', 'member', 1, 9 from rooms where name <> 'milk';
  `);
    const store = await open(url);
    const strangers = ["tea", "den"].map(async (room) => {
      const standings = await store.memberships.find(room, ["mia"]);
      return standings.get("mia")?.membership?.isStranger;
    });
    assertEquals(await Promise.all(strangers), [true, undefined]);
    await store.discardRoom("milk");
    assertEquals(await store.findRoom("milk"), undefined);
    await store.createRoom(roomDraft("milk"));
    await store.discardRoom("milk");
    assertEquals((await store.findRoom("milk"))?.name, "milk");
    await store.close();
  },
);

Deno.test("PostgresStore.open() of a database that a newer program wrote leaves it as it is", {
  ignore,
}, async () => {
  const url = await postgres.freshUrl();
  await (await open(url)).close();
  const schema = new URL(url).searchParams.get("search_path");
  await postgres.execute(`update ${schema}.parley_schema set version = 99`);
  const known = `it is of version 99, this program knows ${schemaVersion}`;
  await assertRefused(url, `Cannot use the database: ${known}; use the newer program`);
  assertEquals(await postgres.execute(`select version from ${schema}.parley_schema`), "99");
});

Deno.test("PostgresStore.open() of a database that is not UTF-8 says so", { ignore }, async () => {
  await postgres.execute(
    "create database latin encoding 'latin1' locale 'C' template template0",
  );
  await assertRefused(address((url) => url.pathname = "/latin"), "its encoding is LATIN1");
});

Deno.test("PostgresStore.open() takes the folder of a socket", { ignore }, async () => {
  const schema = new URL(await postgres.freshUrl()).searchParams.get("search_path");
  await assertTaken(`${postgres.socketUrl}&search_path=${schema}`);
});

Deno.test("PostgresStore.open() takes a port behind the question mark", { ignore }, async () => {
  const url = new URL(await postgres.freshUrl());
  url.searchParams.set("port", url.port);
  url.port = "";
  await assertTaken(url.href);
});

Deno.test("PostgresStore.open() by ten servers at once makes the tables once", {
  ignore,
}, async () => {
  const url = await postgres.freshUrl();
  const stores = await Promise.all(Array.from({ length: 10 }, () => open(url)));
  const made = await Promise.all(stores.map((store) => store.createRoom(roomDraft("tea"))));
  assertEquals(made.filter(({ isNew }) => isNew).length, 1);
  assertEquals(new Set(made.map(({ record }) => record.epoch)).size, 1);
  await Promise.all(stores.map((store) => store.close()));
});

Deno.test("PostgresStore.open() waits for another server's migration, however long it takes", {
  ignore,
}, async () => {
  const locks = (isHeld: boolean) =>
    postgres.execute(
      `select pid from pg_locks where locktype = 'advisory' and granted = ${isHeld}`,
    );
  const lock = "select pg_advisory_lock(7161113400215430658), pg_sleep(600)";
  const migration = postgres.execute(lock).catch(() => {});
  await until(async () => await locks(true) !== "");
  const clock = new FakeClock();
  const url = await postgres.freshUrl();
  const opening = PostgresStore.open({ url, clock, log: new HeardLog().log });
  await until(async () => await locks(false) !== "");
  clock.advance(3_600_000);
  await postgres.execute(`select pg_terminate_backend(${await locks(true)})`);
  await (await opening).close();
  await migration;
});

Deno.test("PostgresConnections lets a server that froze hold its locks for 5 s", {
  ignore,
}, async () => {
  const connections = await PostgresConnections.open({
    address: readAddress(postgres.url),
    name: "test",
    size: 1,
    statementTimeoutSeconds: 30,
    connectTimeoutSeconds: 2,
    clock: systemClock,
  });
  const rows = await connections.run(async (sql) =>
    await sql`select current_setting('idle_in_transaction_session_timeout') as limit`
  );
  await connections.close();
  assertEquals([...rows], [{ limit: "5s" }]);
});

Deno.test(
  "PostgresStore keeps what it was told for whoever opens it next",
  { ignore },
  async () => {
    const url = await postgres.freshUrl();
    const first = await open(url);
    const { record } = await first.createRoom(roomDraft("tea"));
    await first.close();
    const second = await open(url);
    assertEquals(await second.findRoom("tea"), record);
    await second.close();
  },
);

Deno.test("PostgresStore goes on to remove a deleted room when it is opened next", {
  ignore,
}, async () => {
  const url = await postgres.freshUrl();
  const schema = new URL(url).searchParams.get("search_path");
  const first = await open(url);
  await first.createRoom(roomDraft("tea"));
  await first.close();
  await postgres.execute(`update ${schema}.rooms set name = null`);
  const second = await open(url);
  await until(async () => await postgres.execute(`select count(*) from ${schema}.rooms`) === "0");
  await second.close();
});

Deno.test("PostgresStore over TLS trusts whom it is told to", { ignore }, async (t) => {
  const roots = await Deno.makeTempFile({ suffix: ".crt" });
  const tess = (hostname: string, search: string) =>
    address((url) => {
      [url.username, url.hostname] = ["tess", hostname];
      url.search = `?${new URL(postgresUrl).search.slice(1)}&${search}`;
    });
  const postgresUrl = await postgres.freshUrl();
  await t.step("says so where only TLS is let in, and none is spoken", async () => {
    await assertRefused(
      tess("127.0.0.1", "sslmode=disable"),
      "it lets nobody like this in without TLS",
    );
  });
  await postgres.offerTls(localhostCertificate);
  await Deno.writeTextFile(roots, localhostCertificate.cert);
  for (
    const [hostname, search] of [
      ["127.0.0.1", "sslmode=prefer"],
      ["127.0.0.1", "sslmode=require"],
      ["127.0.0.1", `sslmode=verify-ca&sslrootcert=${roots}`],
      ["localhost", `sslmode=verify-full&sslrootcert=${roots}`],
    ] as const
  ) {
    await t.step(`takes ${search.split("&")[0]} of ${hostname}`, async () => {
      await assertTaken(tess(hostname, search));
    });
  }
  await t.step("refuses another host's certificate with verify-full", async () => {
    const url = tess("127.0.0.1", `sslmode=verify-full&sslrootcert=${roots}`);
    await assertRefused(url, "its certificate is for another host");
  });
  await Deno.writeTextFile(roots, pushCertificate.cert);
  for (const mode of ["verify-ca", "verify-full"]) {
    await t.step(`refuses a certificate that nobody trusted signed, with ${mode}`, async () => {
      const url = tess("localhost", `sslmode=${mode}&sslrootcert=${roots}`);
      await assertRefused(url, "its certificate is not to be trusted");
    });
  }
  await Deno.remove(roots);
});
