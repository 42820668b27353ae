/** What `/readyz` says of a real PostgreSQL and a real NATS. */
import { assertEquals } from "@std/assert";
import { lacksNats, TestNats } from "../support/nats.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { findPrograms, RunningProgram, TestFolder } from "../support/program.ts";
import { Scrape } from "../support/metrics.ts";
import { until } from "../support/until.ts";

const program = findPrograms().at(-1)!;

Deno.test({
  name: `${program.name} says which part is away, and is ready as soon as it can be read`,
  ignore: [lacksPostgres(), lacksNats()].includes(true),
  async fn() {
    await using postgres = await TestPostgres.open();
    await using nats = await TestNats.open();
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path, [
      ...["--store", "postgres", "--files", "postgres", "--database-url", postgres.url],
      ...["--nats-url", nats.url],
    ]);
    const becomes = (status: number, text: string) =>
      until(async () => {
        const response = await parley.fetch("/readyz");
        return await response.text() === text && response.status === status;
      });
    await becomes(200, "ok");
    await nats.stop();
    await becomes(200, "ok\nbus: away");
    await postgres.stop();
    await becomes(503, "not ready\nstore: away\nbus: away");
    const scrape = await Scrape.of(parley);
    assertEquals(scrape.get("parley_ready"), 0);
    assertEquals(scrape.get('parley_part_up{part="store"}'), 0);
    await nats.start();
    await becomes(503, "not ready\nstore: away");
    await postgres.start();
    await becomes(200, "ok");
  },
});
