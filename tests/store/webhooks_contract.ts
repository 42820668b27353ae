/** The promises of `Webhooks`, as tests: every store has to pass them unchanged. */
import { assertEquals } from "@std/assert";
import type { Store } from "../../lib/store/store.ts";
import type { Webhook } from "../../lib/store/webhooks.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { roomDraft } from "../support/room_draft.ts";
import { freshName, tester } from "./subject.ts";

/** A new webhook of a room. */
function webhook(room: string, fields: Partial<Webhook> = {}): Webhook {
  const id = crypto.randomUUID();
  return { id, room, url: "https://push.example/hook", at: 1_000, by: "ada", sent: 0, ...fields };
}

/**
 * Registers the tests that every store has to pass.
 *
 * @param name Stands before each test's name.
 * @param open Opens the store. Each test closes it.
 */
export function webhooksContract(name: string, open: () => Promise<Store>): void {
  const test = tester(name, open);

  test("webhooks.add() keeps a webhook, whole", async ({ store, room }) => {
    const whole = webhook(room, { sent: 7 });
    assertEquals(await store.webhooks.add(whole), true);
    assertEquals(await store.webhooks.list(room), [whole]);
    assertEquals((await store.webhooks.active()).filter(({ id }) => id === whole.id), [whole]);
    assertEquals(await store.webhooks.has(whole.id), true);
  });

  test("webhooks.add() to a room that was never made says so", async ({ store }) => {
    const lost = webhook(freshName());
    assertEquals(await store.webhooks.add(lost), false);
    assertEquals(await store.webhooks.has(lost.id), false);
  });

  test("webhooks.add() refuses one more than a room may have", async ({ store, room }) => {
    const other = freshName();
    await store.createRoom(roomDraft(other));
    for (let count = 0; count < keptLimits.webhooksPerRoom; count++) {
      assertEquals(await store.webhooks.add(webhook(room)), true);
    }
    assertEquals(await store.webhooks.add(webhook(room)), false);
    assertEquals((await store.webhooks.list(room)).length, keptLimits.webhooksPerRoom);
    assertEquals(await store.webhooks.add(webhook(other)), true);
  });

  test("webhooks.list() gives those of the room, the newest first", async ({ store, room }) => {
    const other = freshName();
    await store.createRoom(roomDraft(other));
    await store.webhooks.add(webhook(other));
    for (const at of [2, 3, 1]) await store.webhooks.add(webhook(room, { at }));
    assertEquals((await store.webhooks.list(room)).map(({ at }) => at), [3, 2, 1]);
    assertEquals(await store.webhooks.list(freshName()), []);
  });

  test("webhooks.note() keeps how far one is and how it goes, whole", async ({ store, room }) => {
    const [one, other] = [webhook(room, { at: 2_000 }), webhook(room)];
    for (const hook of [one, other]) await store.webhooks.add(hook);
    const failing = { sent: 3, failing: 9, lastError: "no" };
    await store.webhooks.note(one.id, failing);
    assertEquals(await store.webhooks.list(room), [{ ...one, ...failing }, other]);
    await store.webhooks.note(one.id, { sent: 4 });
    assertEquals(await store.webhooks.list(room), [{ ...one, sent: 4 }, other]);
  });

  test("webhooks.active() leaves out what is paused", async ({ store, room }) => {
    const [one, other] = [webhook(room), webhook(room)];
    for (const hook of [one, other]) await store.webhooks.add(hook);
    await store.webhooks.note(one.id, { sent: 0, isPaused: true });
    const active = (await store.webhooks.active()).filter((hook) => hook.room === room);
    assertEquals(active.map(({ id }) => id), [other.id]);
    const paused = (await store.webhooks.list(room)).find(({ id }) => id === one.id);
    assertEquals(paused, { ...one, isPaused: true });
  });

  test("webhooks.remove() removes one of the room, and says whether it did", async (subject) => {
    const { store: { webhooks }, room } = subject;
    const hook = webhook(room);
    await webhooks.add(hook);
    assertEquals(
      [
        await webhooks.remove(freshName(), hook.id),
        await webhooks.remove(room, hook.id),
        await webhooks.remove(room, hook.id),
      ],
      [false, true, false],
    );
    assertEquals([await webhooks.has(hook.id), await webhooks.list(room)], [false, []]);
    // Whoever delivers may still note it.
    await webhooks.note(hook.id, { sent: 1 });
    assertEquals(await webhooks.list(room), []);
  });

  test("discardRoom() leaves an empty room that has a webhook", async ({ store, room }) => {
    const hook = webhook(room);
    await store.webhooks.add(hook);
    await store.discardRoom(room);
    assertEquals((await store.findRoom(room))?.name, room);
    await store.webhooks.remove(room, hook.id);
    await store.discardRoom(room);
    assertEquals(await store.findRoom(room), undefined);
  });
}
