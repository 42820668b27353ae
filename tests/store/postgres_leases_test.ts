import { assertEquals, assertNotEquals } from "@std/assert";
import { PostgresStore } from "../../lib/store/postgres_store.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { leasesContract } from "./leases_contract.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

/** Two servers on one database. */
async function openTwo() {
  const url = await postgres.freshUrl();
  const log = new HeardLog().log;
  const stores = [await PostgresStore.open({ url, log }), await PostgresStore.open({ url, log })];
  const [one, other] = stores as [PostgresStore, PostgresStore];
  const close = async () => void await Promise.all(stores.map((store) => store.close()));
  return { url, stores: [one, other] as const, [Symbol.asyncDispose]: close };
}

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());

  leasesContract("PostgresLeases", async () => {
    const { stores: [one, other], ...rest } = await openTwo();
    return { one: one.leases, other: other.leases, ...rest };
  });

  Deno.test("PostgresLeases takes over what somebody held who is gone for a minute", async () => {
    await using two = await openTwo();
    const { stores: [one], url } = two;
    const schema = new URL(url).searchParams.get("search_path");
    const put = (age: string) =>
      postgres.execute(
        `insert into ${schema}.leases values ('name', 'gone', now() + interval '${age}')
         on conflict (name) do update set until = excluded.until`,
      );
    await put("1 minute");
    assertEquals(await one.leases.tryAlone("name", () => Promise.resolve()), false);
    await put("-1 second");
    assertEquals(await one.leases.tryAlone("name", () => Promise.resolve()), true);
  });

  Deno.test("PostgresStore.secret() is the same at all servers, also at once, and another for each name", async () => {
    await using two = await openTwo();
    const { stores: [one, other] } = two;
    const [a, b] = await Promise.all([one.secret("guests"), other.secret("guests")]);
    assertEquals([a.length, a], [32, b]);
    assertNotEquals(await one.secret("push"), a);
  });
}
