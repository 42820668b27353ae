/** The promises of `Leases`, as tests. */
import { assertEquals, assertRejects } from "@std/assert";
import type { Leases } from "../../lib/store/leases.ts";

/** Registers the tests; `open` gives leases of two who share what is behind them. */
export function leasesContract(
  name: string,
  open: () => Promise<{ one: Leases; other: Leases } & AsyncDisposable>,
): void {
  Deno.test(`${name}.alone() does one thing after the other under a name, whoever asks`, async () => {
    await using leases = await open();
    const { one, other } = leases;
    let running = 0;
    let most = 0;
    const task = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return running--;
    };
    const all = [one, other, one, other].map((leases) => leases.alone("name", task));
    assertEquals(await Promise.all(all), [1, 1, 1, 1]);
    assertEquals(most, 1);
  });

  Deno.test(`${name}.alone() does not wait for what is done under another name`, async () => {
    await using leases = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    const long = leases.one.alone("one", () => promise);
    assertEquals(await leases.other.alone("other", () => Promise.resolve(1)), 1);
    resolve();
    await long;
  });

  Deno.test(`${name}.alone() gives the name free when the task fails`, async () => {
    await using leases = await open();
    const { one, other } = leases;
    await assertRejects(
      () => one.alone("name", () => Promise.reject(new Error("no"))),
      Error,
      "no",
    );
    assertEquals(await other.alone("name", () => Promise.resolve(1)), 1);
  });

  Deno.test(`${name}.tryAlone() does nothing while somebody is at it`, async () => {
    await using leases = await open();
    const { one, other } = leases;
    const begun = Promise.withResolvers<void>();
    const { promise, resolve } = Promise.withResolvers<void>();
    const long = one.tryAlone("name", async () => {
      begun.resolve();
      await promise;
    });
    await begun.promise;
    let isRun = false;
    const again = () => Promise.resolve(void (isRun = true));
    assertEquals([await other.tryAlone("name", again), isRun], [false, false]);
    assertEquals([await one.tryAlone("name", again), isRun], [false, false]);
    resolve();
    assertEquals(await long, true);
    assertEquals([await other.tryAlone("name", again), isRun], [true, true]);
  });
}
