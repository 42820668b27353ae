import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { lacksPostgres } from "../support/postgres.ts";
import { assertHolds } from "../support/property.ts";
import { SignInStage } from "../support/sign_in_stage.ts";
import { stores } from "../support/stores.ts";

/** All that is read page by page, and the parameter that says where to go on. */
const pages = [
  ["/api/rooms", "cursor"],
  ["/api/rooms/tea/members", "cursor"],
  ["/api/rooms/tea/memberships", "cursor"],
  ["/api/rooms/tea/files", "cursor"],
  ["/api/rooms/tea/messages", "before"],
  ["/api/rooms/tea/messages", "after"],
  ["/api/rooms/tea/search?q=tea", "before"],
  ["/api/admin/users", "cursor"],
  ["/admin?view=users", "cursor"],
  ["/admin?view=rooms", "cursor"],
  ["/admin?view=sessions", "cursor"],
  ["/admin?view=audit", "cursor"],
] as const;

const cursor = fc.oneof(
  fc.constantFrom("", "0", "1", "-1", "1.5", "1.1", "1.99", "01", "1e3", "\u0661", "\0", "a\0b"),
  fc.constantFrom("9007199254740991", "9007199254740992", "999999999999999", "*", "%", "' or 1"),
  fc.nat().map(String),
  fc.tuple(fc.nat(), fc.nat(99)).map((parts) => parts.join(".")),
  fc.tuple(fc.nat(), fc.string({ unit: "binary", maxLength: 9 })).map((parts) =>
    parts.join("-").toWellFormed()
  ),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.toWellFormed()),
);

async function tryOn(open: typeof stores[string]): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const stage = stack.use(await SignInStage.open({ readRate: 0 }, await open(stack)));
  const ada = await stage.signIn("ada");
  assertEquals((await stage.api(ada, "POST", "/api/rooms", { name: "tea" })).status, 201);
  const said = { text: "tea is ready" };
  assertEquals((await stage.api(ada, "POST", "/api/rooms/tea/messages", said)).status, 201);
  await assertHolds(
    "cursors",
    fc.asyncProperty(fc.constantFrom(...pages), cursor, async ([path, name], cursor) => {
      const url = new URL(path, stage.origin);
      url.searchParams.set(name, cursor);
      const response = await ada.fetch(url);
      const answer = await response.text();
      assert([200, 400].includes(response.status), `${response.status}: ${answer}`);
    }),
    { numRuns: 600 },
  );
  assert(!stage.server.logged.some((line) => line.includes('"level":"error"')));
}

for (const [name, open] of Object.entries(stores)) {
  Deno.test({
    name: `whatever a cursor says, a server on ${name} gives a page or refuses, also who runs it`,
    ignore: name === "PostgreSQL" && lacksPostgres(),
    fn: () => tryOn(open),
  });
}
