/** Nothing that people say, and no secret, stands in a log or among the metrics. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { logFormats } from "../../lib/log.ts";
import { MarkedSession, Marks } from "../support/marked_session.ts";
import { Scrape } from "../support/metrics.ts";
import { lacksNats, TestNats } from "../support/nats.ts";
import { oidcClient, OidcProvider } from "../support/oidc_provider.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { findPrograms, RunningProgram, TestFolder } from "../support/program.ts";

const program = findPrograms().at(-1)!;

/** Options that make a server log all it can, and that hold secrets. */
function loudArgs(provider: OidcProvider, marks: Marks): string[] {
  const metricsToken = marks.make("the token for metrics");
  marks.keep("the secret of the client", oidcClient.secret);
  return [
    ...["--log-level", "debug", "--rate-limit", "0", "--metrics-token", metricsToken],
    ...["--oidc-issuer", provider.issuer, "--oidc-client-id", oidcClient.id],
    ...["--oidc-client-secret", oidcClient.secret, "--oidc-scopes", "openid profile email groups"],
  ];
}

/** Goes through a whole session, breaks the store, and looks at all that came out. */
async function findMarks(
  args: string[],
  { marks = new Marks(), disturb = lockDatabase }: {
    marks?: Marks;
    disturb?: (session: MarkedSession, folder: string) => Promise<void>;
  } = {},
): Promise<{ output: string; found: string[] }> {
  await using folder = new TestFolder();
  await using provider = await OidcProvider.open();
  await using parley = await RunningProgram.start(program, folder.path, [
    ...["--data", join(folder.path, "data"), ...loudArgs(provider, marks), ...args],
  ]);
  let metrics: string;
  {
    await using session = await MarkedSession.open({ parley, provider, marks });
    await session.succeed();
    await session.fail();
    await disturb(session, join(folder.path, "data"));
    metrics = (await Scrape.of(parley)).text;
  }
  await parley.end("SIGTERM");
  const output = await parley.output();
  return { output, found: marks.foundIn(output + metrics) };
}

/** Keeps everybody else from the database in a folder for as long as somebody insists. */
async function lockDatabase(session: MarkedSession, folder: string): Promise<void> {
  using other = new DatabaseSync(join(folder, "parley.db"), { timeout: 5_000 });
  other.exec("begin exclusive");
  await session.insist();
  other.exec("rollback");
}

for (const format of logFormats) {
  Deno.test(`${program.name} writes no secret and no text into its log, as ${format}`, async () => {
    const { output, found } = await findMarks(["--log-format", format]);
    assertEquals(found, []);
    // What the session was there for.
    for (const said of ["answered", "/hooks/:token", "somebody could not be signed in"]) {
      assertStringIncludes(output, said);
    }
    assertStringIncludes(output, "the database cannot be used");
  });
}

Deno.test({
  name: `${program.name} writes none of it where PostgreSQL fails, and NATS`,
  ignore: lacksPostgres() || lacksNats(),
  async fn() {
    const marks = new Marks();
    const token = marks.make("the token of NATS");
    await using postgres = await TestPostgres.open();
    await using nats = await TestNats.open(`authorization { token: "${token}" }`);
    const database = new URL(postgres.url);
    database.password = marks.make("the password of PostgreSQL");
    const { output, found } = await findMarks([
      ...["--store", "postgres", "--database-url", database.href, "--files", "postgres"],
      ...["--nats-url", nats.url, "--nats-token", token],
    ], {
      marks,
      async disturb(session) {
        // As short as what the parser quotes of what it cannot read.
        const damage = marks.keep("a row", `x${crypto.randomUUID().slice(-9)}`);
        await postgres.execute(`update events set body = '${damage}'`);
        await session.insist();
        await nats.stop();
        await session.insist();
        // With another token it lets nobody in.
        await nats.configure('authorization { token: "another" }');
        await nats.start();
        await postgres.execute("alter table events rename to elsewhere");
        await session.insist();
        await postgres.execute("alter table sessions rename to nowhere");
        await session.insist();
        await postgres.stop();
        await session.insist();
      },
    });
    assertEquals(found, []);
    assertStringIncludes(output, "something is not written as it should be");
    assertStringIncludes(output, "NATS cannot be used");
    assert(/the database cannot be (read|written)/.test(output), output);
  },
});
