import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { ArchiveState, Standing } from "../../../client/sealed/seal_account.ts";
import type { Sealed } from "../../../client/sealed/sealed.ts";
import { signOut } from "../../../client/sealed/sign_out.ts";
import type { SignOutParts } from "../../../client/sealed/sign_out.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { until } from "../../support/until.ts";
import { settled } from "../connection/fake_network.ts";

interface StageOptions {
  names?: readonly string[];
  standing?: Standing;
  archive?: ArchiveState;
  devices?: number;
  isSure?: boolean;
  /** Milliseconds that the account takes to sign out; none unless given. */
  farewellMs?: number;
}

/** A browser whose owner signs out; gives what was done, in order. */
function stage(
  options: StageOptions = {},
): { done: string[]; parts: SignOutParts; clock: FakeClock } {
  const done: string[] = [];
  const clock = new FakeClock();
  const account = {
    standing: signal<Standing>(options.standing ?? { kind: "ready" }),
    archive: signal<ArchiveState>(options.archive ?? { kind: "off", isThere: false }),
    devices: signal(Array.from({ length: options.devices ?? 1 })),
    signOut: async () => {
      if (options.farewellMs !== undefined) {
        await new Promise<void>((resolve) => clock.schedule(options.farewellMs!, resolve));
      }
      done.push("signed out");
    },
    close: () => void done.push("closed"),
  };
  const parts = {
    clock,
    databaseNames: () => Promise.resolve(options.names ?? ["parley.sealed.a"]),
    deleteDatabase: (name: string) => Promise.resolve(void done.push(`deleted ${name}`)),
    openSealed: () => Promise.resolve({ account } as unknown as Sealed),
    confirmLast() {
      done.push("asked");
      return options.isSure ?? true;
    },
  };
  return { done, parts, clock };
}

Deno.test("signOut() does nothing where nothing is sealed", async () => {
  const { done, parts } = stage({ names: ["parley.sealed.b"] });
  assertEquals(await signOut({ id: "a" }, parts), true);
  assertEquals(done, []);
});

Deno.test("signOut() asks on the last device without an archive, and goes on if that is meant", async () => {
  const { done, parts } = stage();
  assertEquals(await signOut({ id: "a" }, parts), true);
  assertEquals(done, ["asked", "signed out", "deleted parley.sealed.a"]);
});

Deno.test("signOut() leaves everything as it is when that is not meant", async () => {
  const { done, parts } = stage({ isSure: false });
  assertEquals(await signOut({ id: "a" }, parts), false);
  assertEquals(done, ["asked", "closed"]);
});

for (
  const [name, options] of Object.entries<StageOptions>({
    "with another device": { devices: 2 },
    "with an archive": { archive: { kind: "on", entries: 3 } },
    "with an archive whose key is elsewhere": { archive: { kind: "off", isThere: true } },
    "on a browser that is no device": {
      standing: { kind: "unlinked", devices: [], hasArchive: false },
    },
  })
) {
  Deno.test(`signOut() asks nothing ${name}`, async () => {
    const { done, parts } = stage(options);
    assertEquals(await signOut({ id: "a" }, parts), true);
    assertEquals(done, ["signed out", "deleted parley.sealed.a"]);
  });
}

Deno.test("signOut() deletes what is kept also where the script does not load", async () => {
  const { done, parts } = stage();
  const openSealed = () => Promise.reject(new Error("no network"));
  assertEquals(await signOut({ id: "a" }, { ...parts, openSealed }), true);
  assertEquals(done, ["deleted parley.sealed.a"]);
});

Deno.test("signOut() waits for what an account still does after its own 3 s for the server", async () => {
  const { done, parts, clock } = stage({ farewellMs: 3_500 });
  const result = signOut({ id: "a" }, parts);
  await until(() => clock.pending === 2);
  clock.advance(3_200);
  await settled();
  clock.advance(300);
  assertEquals(await result, true);
  assertEquals(done, ["asked", "signed out", "deleted parley.sealed.a"]);
});

Deno.test("signOut() goes on without an account that does not come to an end", async () => {
  const { done, parts, clock } = stage({ farewellMs: Infinity });
  const result = signOut({ id: "a" }, parts);
  await until(() => clock.pending === 2);
  clock.advance(60_000);
  assertEquals(await result, true);
  assertEquals(done, ["asked", "deleted parley.sealed.a"]);
});
