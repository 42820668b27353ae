import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { ArchiveState, Standing } from "../../client/sealed/seal_account.ts";
import type { Sealed } from "../../client/sealed/sealed.ts";
import { signOut } from "../../client/sign_out.ts";
import type { SignOutParts } from "../../client/sign_out.ts";

interface StageOptions {
  names?: readonly string[];
  standing?: Standing;
  archive?: ArchiveState;
  devices?: number;
  isSure?: boolean;
}

/** A browser whose owner signs out; gives what was done, in order. */
function stage(options: StageOptions = {}): { done: string[]; parts: SignOutParts } {
  const done: string[] = [];
  const account = {
    standing: signal<Standing>(options.standing ?? { kind: "ready" }),
    archive: signal<ArchiveState>(options.archive ?? { kind: "off", isThere: false }),
    devices: signal(Array.from({ length: options.devices ?? 1 })),
    signOut: () => Promise.resolve(void done.push("signed out")),
    close: () => void done.push("closed"),
  };
  const parts = {
    databaseNames: () => Promise.resolve(options.names ?? ["parley.sealed.a"]),
    deleteDatabase: (name: string) => Promise.resolve(void done.push(`deleted ${name}`)),
    openSealed: () => Promise.resolve({ account } as unknown as Sealed),
    confirmLast() {
      done.push("asked");
      return options.isSure ?? true;
    },
  };
  return { done, parts };
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
