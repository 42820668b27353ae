/** Nothing that people say, and no secret, stands in a log or among the metrics. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { logFormats } from "../../lib/log.ts";
import { MarkedSession, Marks } from "../support/marked_session.ts";
import { Scrape } from "../support/metrics.ts";
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
  disturb: (session: MarkedSession, marks: Marks) => Promise<void> = () => Promise.resolve(),
): Promise<{ output: string; found: string[] }> {
  const marks = new Marks();
  await using folder = new TestFolder();
  await using provider = await OidcProvider.open();
  await using parley = await RunningProgram.start(program, folder.path, [
    ...["--data", join(folder.path, "data"), ...loudArgs(provider, marks), ...args],
  ]);
  const database = join(folder.path, "data", "parley.db");
  let metrics: string;
  {
    await using session = await MarkedSession.open({ parley, provider, marks });
    await session.succeed();
    await session.fail();
    if (args.includes("postgres")) await disturb(session, marks);
    else await lockDatabase(database, session);
    metrics = (await Scrape.of(parley)).text;
  }
  await parley.end("SIGTERM");
  const output = await parley.output();
  return { output, found: marks.foundIn(output + metrics) };
}

/** Keeps everybody else from a database for as long as somebody insists. */
async function lockDatabase(path: string, session: MarkedSession): Promise<void> {
  using other = new DatabaseSync(path, { timeout: 5_000 });
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
  name: `${program.name} writes none of it where statements of PostgreSQL fail`,
  ignore: lacksPostgres(),
  async fn() {
    await using postgres = await TestPostgres.open();
    const { output, found } = await findMarks(
      ["--store", "postgres", "--database-url", postgres.url],
      async (session, marks) => {
        // As short as what the parser quotes of what it cannot read.
        const damage = marks.keep("a row", `x${crypto.randomUUID().slice(-9)}`);
        await postgres.execute(`update events set body = '${damage}'`);
        await session.insist();
        await postgres.execute("alter table events rename to elsewhere");
        await session.insist();
        await postgres.execute("alter table sessions rename to nowhere");
        await session.insist();
        await postgres.stop();
        await session.insist();
      },
    );
    assertEquals(found, []);
    assertStringIncludes(output, "something is not written as it should be");
    assert(/the database cannot be (read|written)/.test(output), output);
  },
});
