/**
 * Whatever people do: what a client makes of it live is what a fresh one is given, and what the log
 * says. The pattern is Zulip's `verify_action`.
 */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import * as fc from "fast-check";
import { emptyRoom, receive } from "../../client/timeline/state.ts";
import type { RoomState } from "../../client/timeline/state.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { SqliteStore } from "../../lib/store/sqlite_store.ts";
import type { Store } from "../../lib/store/store.ts";
import type { Message, RoomEvent, ServerMessage } from "../../lib/wire/messages.ts";
import { foldAll } from "../store/subject.ts";
import { HeardLog } from "../support/heard_log.ts";
import { TestFolder } from "../support/program.ts";
import { assertHolds } from "../support/property.ts";
import { House } from "../support/rooms.ts";
import type { RoomClient } from "../support/room_client.ts";

/** Who does something, and what; `rejoin` loses the connection and comes back with `since`. */
type Action =
  & { readonly who: 0 | 1 | 2 }
  & ({ readonly command: object } | { readonly rejoin: true });

function anyActions(): fc.Arbitrary<Action[]> {
  const target = fc.integer({ min: 1, max: 10 });
  const text = fc.constantFrom("tea", "milk", "sugar", "<b>&amp;\n🫖");
  const ref = fc.constantFrom("r1", "r2", "r3", undefined);
  const type = <T extends string>(name: T) => fc.constant(name);
  const command = fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: type("say"), text, ref }) },
    fc.record({ type: type("say"), text, ref, replyTo: target }),
    fc.record({ type: type("edit"), target, text, ref }),
    fc.record({ type: type("delete"), target, ref }),
    fc.record({
      type: type("react"),
      target,
      emoji: fc.constantFrom("👍", "🫖"),
      on: fc.boolean(),
      ref,
    }),
  );
  const who = fc.constantFrom(0 as const, 1 as const, 2 as const);
  return fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.record({ who, command }) },
      fc.record({ who, rejoin: fc.constant(true as const) }),
    ),
    { maxLength: 25 },
  );
}

/** What a client knows after all that it heard on its connections, one after the other. */
class Viewer {
  state: RoomState = emptyRoom("");

  constructor(public client: RoomClient) {}

  hear(): RoomState {
    const heard: ServerMessage[] = this.client.heard();
    this.client.forget();
    this.state = heard.reduce(receive, this.state);
    return this.state;
  }
}

/** Does `actions` in a room of its own and compares. */
async function verify(house: House, room: string, actions: readonly Action[]): Promise<void> {
  const names = ["ada", "bob", "cem"] as const;
  const viewers: Viewer[] = [];
  for (const name of names) viewers.push(new Viewer(await house.join(name, { room })));
  for (const action of actions) {
    const viewer = viewers[action.who]!;
    if ("command" in action) {
      viewer.client.send(action.command);
    } else {
      await house.settled();
      const { seq, epoch } = viewer.hear();
      viewer.client.drop();
      viewer.client = await house.join(names[action.who], { room, since: { seq, epoch: epoch! } });
    }
  }
  await house.settled();
  const fresh = new Viewer(await house.join("dee", { room })).hear();
  const log = await house.store.readEvents(room, 0, Number.MAX_SAFE_INTEGER);
  const rebuilt = foldAll(log!);
  for (const viewer of viewers) assertEquals(viewer.hear().messages, rebuilt);
  assertEquals(fresh.messages, rebuilt);
  assertEquals(numbers(log!), log!.map((_, index) => index + 1));
}

function numbers(events: readonly (RoomEvent | Message)[]): number[] {
  return events.map(({ seq }) => seq);
}

function verifyOn(name: string, open: (folder: string) => Promise<Store>): void {
  Deno.test(`${name}: a live view is a fresh one is the log, whatever people do`, async () => {
    await using folder = new TestFolder();
    await using house = new House({ store: await open(folder.path) });
    let rooms = 0;
    await assertHolds(
      "chat-verify-action",
      fc.asyncProperty(anyActions(), (actions) => verify(house, `room-${++rooms}`, actions)),
      { numRuns: 60 },
    );
  });
}

verifyOn("MemoryStore", () => Promise.resolve(new MemoryStore()));
verifyOn("SqliteStore", (folder) => {
  const log = new HeardLog().log;
  return SqliteStore.open({ path: join(folder, "parley.db"), durability: "normal", log });
});
