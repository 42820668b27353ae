/** The promises of `Store`, as tests: every store has to pass them unchanged. */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as fc from "fast-check";
import type { Draft, Store } from "../../lib/store/store.ts";
import type { Message, RoomEvent } from "../../lib/wire/messages.ts";
import {
  ada,
  bob,
  cem,
  deletion,
  edit,
  foldAll,
  freshName,
  news,
  reaction,
  results,
  said,
  type Subject,
  tester,
  uploaded,
} from "./subject.ts";
import { assertHolds } from "../support/property.ts";
import { roomDraft } from "../support/room_draft.ts";

/**
 * Registers the tests that every store has to pass.
 *
 * @param name Stands before each test's name.
 * @param open Opens the store; it may hold rooms already. Each test closes it.
 */
export function storeContract(name: string, open: () => Promise<Store>): void {
  const test = tester(name, open);

  // Rooms

  test("findRoom() gives undefined for a room that was never made", async ({ store }) => {
    assertEquals(await store.findRoom(freshName()), undefined);
  });

  test("findRoom() gives the room as createRoom() made it", async ({ store }) => {
    const room = freshName();
    const { record: made } = await store.createRoom(roomDraft(room, "bob"));
    assertEquals([made.name, made.visibility, made.seq], [room, "public", 0]);
    assertEquals(await store.findRoom(room), made);
  });

  test("findRoom() gives the newest number", async (subject) => {
    await subject.append(said("a"), said("b"));
    assertEquals(await subject.newest(), 2);
  });

  test("createRoom() of a room that is there gives it, with its owner and log", async (subject) => {
    await subject.append(said("a"));
    const before = await subject.store.findRoom(subject.room);
    const { record, isNew } = await subject.store.createRoom(roomDraft(subject.room, "bob"));
    assertEquals([record, isNew], [before!, false]);
  });

  test("createRoom() twice at the same time makes one room", async ({ store }) => {
    const room = freshName();
    const [first, second] = await Promise.all([
      store.createRoom(roomDraft(room)),
      store.createRoom(roomDraft(room, "bob")),
    ]);
    assertEquals([first.isNew, second.isNew, second.record], [true, false, first.record]);
  });

  test("createRoom() gives each room an epoch of its own", async ({ store, room }) => {
    const { record: other } = await store.createRoom(roomDraft(freshName()));
    assertNotEquals(other.epoch, (await store.findRoom(room))!.epoch);
  });

  test("createRoom() of a discarded room gives it another epoch", async ({ store, room }) => {
    const before = await store.findRoom(room);
    await store.discardRoom(room);
    assertNotEquals((await store.createRoom(roomDraft(room))).record.epoch, before!.epoch);
  });

  test("renewEpoch() gives a room another epoch once, and leaves the rest", async (subject) => {
    const { store, room } = subject;
    await subject.append(said("a"));
    const before = (await store.findRoom(room))!;
    await store.renewEpoch(room, before.epoch);
    const { epoch, ...rest } = (await store.findRoom(room))!;
    assertEquals({ ...rest, epoch: before.epoch }, before);
    assertNotEquals(epoch, before.epoch);
    await store.renewEpoch(room, before.epoch);
    assertEquals((await store.findRoom(room))!.epoch, epoch);
    assertEquals((await store.readEvents(room, 0, 9, epoch))?.length, 1);
  });

  test("renameRoom() keeps all but the name, and is found by both", async (subject) => {
    const { store, room } = subject;
    await subject.append(said("a"));
    const before = await store.findRoom(room);
    const to = freshName();
    assertEquals(await store.renameRoom(room, to), { ...before!, name: to });
    assertEquals(await store.findRoom(room), { ...before!, name: to });
    assertEquals((await store.listRooms()).some(({ name }) => name === room), false);
    assertEquals((await store.readMessages(to, { limit: 9 })).messages.length, 1);
    const [outcome] = await store.append(room, [said("b")]);
    assertEquals(results([outcome!]), [2]);
    assertEquals((await store.memberships.find(to, ["ada"])).size, 1);
    assertEquals((await store.search(to, { text: "b", limit: 9 })).results.length, 1);
  });

  test("renameRoom() there and back leaves the room as it was", async ({ store, room }) => {
    const before = await store.findRoom(room);
    await store.renameRoom(room, freshName());
    assertEquals(await store.renameRoom(room, room), before);
    assertEquals(await store.findRoom(room), before);
  });

  test("renameRoom() takes no name that is another's, was one, or of a deleted room", async (subject) => {
    const { store, room } = subject;
    const [taken, former, gone] = [freshName(), freshName(), freshName()];
    for (const name of [taken, former, gone]) await store.createRoom(roomDraft(name));
    await store.renameRoom(former, freshName());
    await store.deleteRoom(gone, "ada");
    const before = await store.findRoom(room);
    for (const to of [taken, former, gone]) {
      assertEquals(await store.renameRoom(room, to), undefined);
    }
    assertEquals(await store.renameRoom("nowhere", freshName()), undefined);
    assertEquals(await store.findRoom(room), before);
  });

  test("createRoom() by a room's former name makes none", async ({ store, room }) => {
    const to = freshName();
    await store.renameRoom(room, to);
    const { record, isNew } = await store.createRoom(roomDraft(room));
    assertEquals([record.name, isNew], [to, false]);
  });

  test("deleteRoom() leaves nothing of a room but who deleted it", async (subject) => {
    const { store, room } = subject;
    await subject.append(...Array.from({ length: 120 }, (_, index) => said(`secret ${index}`)));
    await store.markRead(room, new Map([["bob", 1]]));
    assertEquals(await store.deleteRoom(room, "ada"), true);
    assertEquals(await store.deleteRoom(room, "ada"), false);
    assertEquals(await store.findRoom(room), undefined);
    assertEquals((await store.listRooms()).length, 0);
    assertEquals((await store.readMessages(room, { limit: 9 })).messages, []);
    assertEquals((await store.search(room, { text: "secret", limit: 9 })).results, []);
    assertEquals(await store.memberships.roomsOf("ada"), []);
    assertEquals(await store.unread("bob", [room]), []);
    assertEquals(await store.deletedBy(room), "ada");
  });

  test("createRoom() by a deleted room's name makes another, and nobody deleted that", async (subject) => {
    const { store, room } = subject;
    const before = await store.findRoom(room);
    await subject.append(said("a"));
    await store.deleteRoom(room, "ada");
    const { record, isNew } = await store.createRoom(roomDraft(room));
    assertEquals([record.seq, isNew], [0, true]);
    assertNotEquals(record.epoch, before!.epoch);
    assertEquals(await store.deletedBy(room), undefined);
    assertEquals((await store.readMessages(room, { limit: 9 })).messages, []);
  });

  test("discardRoom() forgets a room whose log is empty", async ({ store, room }) => {
    await store.discardRoom(room);
    assertEquals(await store.findRoom(room), undefined);
  });

  test("discardRoom() leaves a room that was not made by joining", async ({ store }) => {
    const { record } = await store.createRoom(roomDraft(freshName()));
    await store.discardRoom(record.name);
    assertEquals(await store.findRoom(record.name), record);
  });

  test("discardRoom() leaves a room that has events as it is", async (subject) => {
    await subject.append(said("a"));
    const before = await subject.store.findRoom(subject.room);
    await subject.store.discardRoom(subject.room);
    assertEquals(await subject.store.findRoom(subject.room), before);
    assertEquals((await subject.messages()).length, 1);
  });

  test("discardRoom() leaves a room whose only message is deleted", async (subject) => {
    await subject.append(said("a"), deletion(1));
    await subject.store.discardRoom(subject.room);
    assertEquals(await subject.newest(), 2);
  });

  test("discardRoom() of a room that was never made does nothing", async ({ store }) => {
    await store.discardRoom(freshName());
  });

  test("listRooms() gives all rooms by name", async ({ store }) => {
    const stem = freshName();
    for (const end of ["c", "a", "b"]) await store.createRoom(roomDraft(`${stem}-${end}`));
    const names = (await store.listRooms()).map(({ name }) => name);
    const ours = names.filter((name) => name.startsWith(stem));
    assertEquals(ours, [`${stem}-a`, `${stem}-b`, `${stem}-c`]);
  });

  test("listRooms() gives each room as findRoom() does", async (subject) => {
    await subject.append(said("a"));
    const rooms = await subject.store.listRooms();
    assertEquals(
      rooms.find(({ name }) => name === subject.room),
      await subject.store.findRoom(subject.room),
    );
  });

  // Numbers and batches

  test("append() numbers from 1 on without a gap, over batches", async (subject) => {
    const first = await subject.append(said("a"), said("b"));
    const second = await subject.append(said("c"));
    assertEquals([...results(first), ...results(second)], [1, 2, 3]);
  });

  test("append() numbers every room by itself", async (subject) => {
    const other = freshName();
    await subject.store.createRoom(roomDraft(other));
    await subject.append(said("a"));
    assertEquals(results(await subject.store.append(other, [said("a")])), [1]);
  });

  test("append() gives one outcome for each draft, in their order", async (subject) => {
    const outcomes = await subject.append(said("a"), edit(9, "x"), said("b"), reaction(1, "👍"));
    assertEquals(results(outcomes), [1, "not_found", 2, 3]);
  });

  test("append() gives a refused draft no number", async (subject) => {
    await subject.append(said("a"), edit(7, "x"), said("b"));
    assertEquals((await subject.events())?.map(({ seq }) => seq), [1, 2]);
  });

  test("append() never lets the times of a log go back", async (subject) => {
    await subject.append(said("a", { at: 5_000 }), said("b", { at: 4_000 }));
    await subject.append(said("c", { at: 3_000 }), said("d", { at: 6_000 }));
    assertEquals((await subject.events())?.map(({ at }) => at), [5_000, 5_000, 5_000, 6_000]);
  });

  test("append() of nothing gives nothing and changes nothing", async (subject) => {
    assertEquals(await subject.append(), []);
    assertEquals(await subject.newest(), 0);
  });

  test("append() stores every field of a message", async (subject) => {
    await subject.append(said("a"));
    for (const id of ["f1", "f2"]) await uploaded(subject.store, subject.room, { id });
    const full = said("a\n\u0301🫖 \"'\\", {
      ref: "r ~",
      replyTo: 1,
      files: [{ id: "f1" }, { id: "f2", alt: "A pot 🫖" }],
      from: cem,
    });
    const [outcome] = await subject.append(full);
    const file = { name: "tea.png", size: 3, type: "image/png" };
    const files = [{ id: "f1", ...file }, { id: "f2", ...file, alt: "A pot 🫖" }];
    const stored = { ...full, files, seq: 2 } as RoomEvent;
    assertEquals(outcome, { event: stored, isNew: true });
    assertEquals(await subject.events(1), [stored]);
    assertEquals(await subject.message(2), stored as Message);
  });

  test("append() stores every field of a change", async (subject) => {
    const edited = edit(1, "b", { ref: "r2" });
    const reacted = reaction(1, "👨‍👩‍👧‍👦", bob);
    const deleted = deletion(1, true, { at: 5_000, from: bob, ref: "r4" });
    await subject.append(said("a"), edited, reacted, deleted);
    assertEquals((await subject.events(1))?.slice(1), [
      { ...reacted, seq: 3 } as RoomEvent,
      { type: "deleted", at: 5_000, from: bob, target: 1, ref: "r4", seq: 4 },
    ]);
  });

  test("append() of a deletion empties every edit of the message, and leaves all else as it was", async (subject) => {
    const others = [reaction(1, "🫖", bob), edit(2, "kept"), reaction(1, "🫖", bob, false)];
    const edits = [
      edit(1, 'b\u0001" 🫖', { ref: "r ~" }),
      edit(1, '{"type":"reacted"}', { from: { ...ada, name: 'A"\\d' } }),
    ];
    await subject.append(said("a"), said("other"));
    await subject.append(...others, ...edits);
    await subject.append(deletion(1));
    assertEquals(await subject.events(2, 7), [
      ...others.map((draft, index) => ({ ...draft, at: 4_000, seq: 3 + index }) as RoomEvent),
      ...edits.map((draft, index) =>
        ({ ...draft, text: "", at: 4_000, seq: 6 + index }) as RoomEvent
      ),
    ]);
    assertEquals((await subject.message(2))?.text, "kept");
  });

  test("append() lets a change find a message of its own batch", async (subject) => {
    assertEquals(results(await subject.append(said("a"), edit(1, "b"))), [1, 2]);
    assertEquals((await subject.message(1))?.text, "b");
  });

  test("append() to a room that was never made is a RangeError", async ({ store }) => {
    await assertRejects(() => store.append(freshName(), [said("a")]), RangeError);
  });

  for (const draft of [said("b"), edit(1, "b")]) {
    test(`append() of ${draft.type} to a log of another epoch is a RangeError, and changes nothing`, async (subject) => {
      const { store, room } = subject;
      await subject.append(said("a"));
      await assertRejects(() => store.append(room, [draft], "another"), RangeError);
      const { epoch } = (await store.findRoom(room))!;
      assertEquals(results(await store.append(room, [draft], epoch)), [2]);
    });
  }

  test("append() called many times at once numbers in the order of the calls", async (subject) => {
    const calls = Array.from({ length: 20 }, (_, index) => subject.append(said(`${index}`)));
    assertEquals(
      (await Promise.all(calls)).flatMap(results),
      calls.map((_, index) => index + 1),
    );
    const texts = (await subject.messages()).map(({ text }) => text);
    assertEquals(texts, calls.map((_, index) => `${index}`));
  });

  test("a read that is called after an append sees it, though nobody waited", async (subject) => {
    const appended = subject.append(said("a"));
    const [events, messages, room] = await Promise.all([
      subject.events(),
      subject.messages(),
      subject.store.findRoom(subject.room),
    ]);
    await appended;
    assertEquals([events?.length, messages.length, room?.seq], [1, 1, 1]);
  });

  test("discardRoom() that is called after an append leaves the room", async (subject) => {
    const appended = subject.append(said("a"));
    await subject.store.discardRoom(subject.room);
    assertEquals(results(await appended), [1]);
    assertEquals(await subject.newest(), 1);
  });

  // Idempotency

  test("append() of a ref again in the same batch gives the first's event", async (subject) => {
    const outcomes = await subject.append(said("a", { ref: "r" }), said("b", { ref: "r" }));
    assertEquals([results(outcomes), news(outcomes)], [[1, 1], [true, false]]);
    assertEquals((await subject.events())?.length, 1);
  });

  test("append() of a ref again in a later batch gives the first's event", async (subject) => {
    const [first] = await subject.append(said("a", { ref: "r" }));
    await subject.append(said("between"));
    const [second] = await subject.append(said("a", { ref: "r" }));
    assert("event" in first! && "event" in second!);
    assertEquals([second.event, second.isNew], [first.event, false]);
  });

  test("append() of a ref many times at once gives one new event, and that to all", async (subject) => {
    const attempts = Array.from({ length: 5 }, () => subject.append(said("a", { ref: "r" })));
    const outcomes = (await Promise.all(attempts)).flat();
    assertEquals(results(outcomes), [1, 1, 1, 1, 1]);
    assertEquals(news(outcomes).filter((isNew) => isNew).length, 1);
    assertEquals(await subject.newest(), 1);
  });

  test("append() of a ref again takes no number", async (subject) => {
    const outcomes = await subject.append(
      said("a", { ref: "r" }),
      said("a", { ref: "r" }),
      said("b"),
    );
    assertEquals(results(outcomes), [1, 1, 2]);
  });

  test("append() of a ref again as another kind of draft changes nothing", async (subject) => {
    await subject.append(said("a", { ref: "r" }));
    const outcomes = await subject.append(deletion(1, false, { ref: "r" }));
    assertEquals([results(outcomes), news(outcomes)], [[1], [false]]);
    assertEquals((await subject.message(1))?.text, "a");
  });

  test("append() of two senders' same ref is two events", async (subject) => {
    const outcomes = await subject.append(
      said("a", { ref: "r" }),
      said("b", { ref: "r", from: bob }),
    );
    assertEquals(news(outcomes), [true, true]);
  });

  test("append() tells ids and refs apart that read the same in a row", async (subject) => {
    const long = { ...ada, id: "a b" };
    const short = { ...ada, id: "a" };
    const outcomes = await subject.append(
      said("1", { from: long, ref: "c" }),
      said("2", { from: short, ref: "b c" }),
    );
    assertEquals(news(outcomes), [true, true]);
  });

  test("append() of the same ref in two rooms is two events", async (subject) => {
    const other = freshName();
    await subject.store.createRoom(roomDraft(other));
    await subject.append(said("a", { ref: "r" }));
    assertEquals(news(await subject.store.append(other, [said("a", { ref: "r" })])), [true]);
  });

  test("append() lets the ref of a refused draft be used again", async (subject) => {
    const outcomes = await subject.append(edit(1, "x", { ref: "r" }), said("a", { ref: "r" }));
    assertEquals(results(outcomes), ["not_found", 1]);
  });

  test("append() of a deleted message's ref again gives its tombstone", async (subject) => {
    await subject.append(said("secret", { ref: "r" }), deletion(1));
    const [outcome] = await subject.append(said("secret", { ref: "r" }));
    assert("event" in outcome!);
    assertEquals([outcome.isNew, outcome.event.seq], [false, 1]);
    assertEquals(JSON.stringify(outcome.event).includes("secret"), false);
  });

  // What may be changed, by whom

  test("append() refuses a reply to what is no message", async (subject) => {
    await subject.append(said("a"), edit(1, "b"));
    const outcomes = await subject.append(said("x", { replyTo: 9 }), said("y", { replyTo: 2 }));
    assertEquals(results(outcomes), ["not_found", "not_found"]);
  });

  test("append() refuses a reply to a deleted message", async (subject) => {
    await subject.append(said("a"), deletion(1));
    assertEquals(results(await subject.append(said("x", { replyTo: 1 }))), ["not_found"]);
  });

  test("append() lets anybody reply to anybody's message", async (subject) => {
    await subject.append(said("a"));
    assertEquals(results(await subject.append(said("x", { replyTo: 1, from: bob }))), [2]);
  });

  for (
    const [what, change] of [
      ["an edit", (target: number) => edit(target, "x")],
      ["a deletion", (target: number) => deletion(target, true)],
      ["a reaction", (target: number) => reaction(target, "👍")],
    ] as const
  ) {
    test(`append() refuses ${what} of what is not there as not_found`, async (subject) => {
      await subject.append(said("a"));
      assertEquals(results(await subject.append(change(2), change(99))), [
        "not_found",
        "not_found",
      ]);
    });

    test(`append() refuses ${what} of an event that is no message as not_found`, async (subject) => {
      await subject.append(said("a"), edit(1, "b"));
      assertEquals(results(await subject.append(change(2))), ["not_found"]);
    });

    test(`append() refuses ${what} of a deleted message as not_found`, async (subject) => {
      await subject.append(said("a"), deletion(1));
      assertEquals(results(await subject.append(change(1))), ["not_found"]);
    });

    test(`append() refuses ${what} of another room's message as not_found`, async (subject) => {
      const other = freshName();
      await subject.store.createRoom(roomDraft(other));
      await subject.append(said("a"));
      assertEquals(results(await subject.store.append(other, [change(1)])), ["not_found"]);
    });
  }

  test("append() refuses an edit of somebody else's message as forbidden", async (subject) => {
    await subject.append(said("a"));
    assertEquals(results(await subject.append(edit(1, "x", { from: bob }))), ["forbidden"]);
    assertEquals((await subject.message(1))?.text, "a");
  });

  test("append() refuses a deletion of somebody else's message as forbidden", async (subject) => {
    await subject.append(said("a"));
    const outcomes = await subject.append(deletion(1, false, { from: bob }));
    assertEquals(results(outcomes), ["forbidden"]);
    assertEquals((await subject.message(1))?.text, "a");
  });

  test("append() takes a deletion of somebody else's message with the right to", async (subject) => {
    await subject.append(said("a"));
    assertEquals(results(await subject.append(deletion(1, true, { from: bob }))), [2]);
    assertEquals((await subject.message(1))?.deleted, true);
  });

  test("append() keeps the right to delete others' messages out of the log", async (subject) => {
    await subject.append(said("a"), deletion(1, true));
    assertEquals("others" in (await subject.events(1))![0]!, false);
  });

  test("append() refuses the 51st different emoji on a message as quota", async (subject) => {
    const emoji = Array.from({ length: 51 }, (_, index) => String.fromCodePoint(0x1F600 + index));
    const outcomes = await subject.append(
      said("a"),
      ...emoji.map((emoji) => reaction(1, emoji)),
      reaction(1, emoji[0]!, bob),
    );
    assertEquals(results(outcomes).slice(50), [51, "quota", 52]);
  });

  test("append() refuses the 1,001st reaction on a message as quota", async (subject) => {
    const people = Array.from({ length: 1_001 }, (_, index) => ({ ...bob, id: `p${index}` }));
    const outcomes = await subject.append(
      said("a"),
      ...people.map((person) => reaction(1, "👍", person)),
    );
    assertEquals(results(outcomes).slice(1_000), [1_001, "quota"]);
  });

  test("append() has room for another emoji once one is taken back", async (subject) => {
    const emoji = Array.from({ length: 51 }, (_, index) => String.fromCodePoint(0x1F600 + index));
    await subject.append(said("a"), ...emoji.slice(0, 50).map((emoji) => reaction(1, emoji)));
    const outcomes = await subject.append(
      reaction(1, emoji[7]!, ada, false),
      reaction(1, emoji[50]!),
    );
    assertEquals(results(outcomes), [52, 53]);
  });

  // Deleting for good

  test("append() of a deletion takes the text out of every event that held it", async (subject) => {
    await uploaded(subject.store, subject.room, { id: "secret-file", name: "secret.png" });
    await subject.append(
      said("secret one", { ref: "r", files: [{ id: "secret-file" }] }),
      said("other"),
      edit(1, "secret two"),
      edit(1, "secret three"),
      reaction(1, "👍", bob),
    );
    await subject.append(deletion(1));
    const events = await subject.events();
    assertEquals(JSON.stringify(events).includes("secret"), false);
    assertEquals(events?.map(({ seq, type }) => [seq, type]), [
      [1, "message"],
      [2, "message"],
      [3, "edited"],
      [4, "edited"],
      [5, "reacted"],
      [6, "deleted"],
    ]);
    assertEquals(events?.[0], {
      type: "message",
      seq: 1,
      at: 1_000,
      from: ada,
      ref: "r",
      deleted: true,
    });
  });

  test("append() of a deletion leaves all other texts", async (subject) => {
    await subject.append(said("a"), said("b"), edit(2, "c"), deletion(1));
    assertEquals((await subject.message(2))?.text, "c");
    assertEquals((await subject.events(1, 2))?.[0], { ...said("b"), seq: 2 } as RoomEvent);
  });

  // Reading the log

  test("readEvents() gives what is after the one bound up to the other", async (subject) => {
    await subject.append(...["a", "b", "c", "d"].map((text) => said(text)));
    assertEquals((await subject.events(1, 3))?.map(({ seq }) => seq), [2, 3]);
  });

  test("readEvents() gives nothing when the bounds hold nothing", async (subject) => {
    await subject.append(said("a"), said("b"));
    assertEquals(
      [await subject.events(1, 1), await subject.events(2, 9), await subject.events(5, 9)],
      [[], [], []],
    );
  });

  test("readEvents() gives what there is when the bound is beyond the end", async (subject) => {
    await subject.append(said("a"), said("b"));
    assertEquals((await subject.events(0, 99))?.length, 2);
  });

  test("readEvents() of a room that was never made gives nothing", async ({ store }) => {
    assertEquals(await store.readEvents(freshName(), 0, 9), []);
  });

  // Reading messages

  /** Five messages, with changes between them: numbers 1, 2, 4, 5, 7. */
  async function fill(subject: Subject): Promise<void> {
    await subject.append(said("a"), said("b"), reaction(1, "👍"), said("c"), said("d"));
    await subject.append(edit(2, "B"), said("e"));
  }

  test("readEvents() of a log of another epoch gives undefined", async (subject) => {
    const { store, room } = subject;
    await subject.append(said("a"));
    const { epoch } = (await store.findRoom(room))!;
    assertEquals((await store.readEvents(room, 0, 9, epoch))?.length, 1);
    assertEquals(await store.readEvents(room, 0, 9, "another"), undefined);
  });

  test("readMessages(), search() and list() of files in a log of another epoch give nothing", async (subject) => {
    const { store, room } = subject;
    const { id } = await uploaded(store, room);
    await subject.append(said("a", { files: [{ id }] }));
    const { epoch } = (await store.findRoom(room))!;
    const counts = async (epoch: string) => [
      (await store.readMessages(room, { limit: 9, epoch })).messages.length,
      (await store.search(room, { text: "a", limit: 9, epoch })).results.length,
      (await store.files.list(room, { limit: 9, epoch })).files.length,
    ];
    assertEquals([await counts(epoch), await counts("another")], [[1, 1, 1], [0, 0, 0]]);
  });

  test("readMessages() gives the newest, oldest first", async (subject) => {
    await fill(subject);
    assertEquals(await subject.page({ limit: 3 }), [["c", "d", "e"], true]);
  });

  test("readMessages() with room for all says that there are no more", async (subject) => {
    await fill(subject);
    assertEquals(await subject.page({ limit: 5 }), [["a", "B", "c", "d", "e"], false]);
  });

  test("readMessages() before a number gives the newest that are older", async (subject) => {
    await fill(subject);
    assertEquals(await subject.page({ before: 5, limit: 2 }), [["B", "c"], true]);
    assertEquals(await subject.page({ before: 4, limit: 2 }), [["a", "B"], false]);
  });

  test("readMessages() before 1 gives nothing", async (subject) => {
    await fill(subject);
    assertEquals(await subject.page({ before: 1, limit: 2 }), [[], false]);
  });

  test("readMessages() before a number beyond the end gives the newest", async (subject) => {
    await fill(subject);
    assertEquals(await subject.page({ before: 99, limit: 1 }), [["e"], true]);
  });

  test("readMessages() after a number gives the oldest that are newer", async (subject) => {
    await fill(subject);
    assertEquals(await subject.page({ after: 1, limit: 2 }), [["B", "c"], true]);
    assertEquals(await subject.page({ after: 4, limit: 2 }), [["d", "e"], false]);
  });

  test("readMessages() after the end gives nothing", async (subject) => {
    await fill(subject);
    assertEquals(await subject.page({ after: 7, limit: 2 }), [[], false]);
    assertEquals(await subject.page({ after: 99, limit: 2 }), [[], false]);
  });

  test("readMessages() between two numbers begins at the lower one", async (subject) => {
    await fill(subject);
    assertEquals(await subject.page({ after: 1, before: 7, limit: 2 }), [["B", "c"], true]);
    assertEquals(await subject.page({ after: 1, before: 7, limit: 9 }), [["B", "c", "d"], false]);
    assertEquals(await subject.page({ after: 4, before: 5, limit: 9 }), [[], false]);
  });

  test("readMessages() gives messages with all that happened to them", async (subject) => {
    await subject.append(
      said("a"),
      edit(1, "b"),
      reaction(1, "👍", bob),
      reaction(1, "👍"),
      reaction(1, "🫖"),
      reaction(1, "🫖", ada, false),
    );
    assertEquals(await subject.messages(), [{
      type: "message",
      seq: 1,
      at: 1_000,
      from: ada,
      text: "b",
      edited: 2_000,
      reactions: { "👍": ["bob", "ada"] },
    }]);
  });

  test("readMessages() keeps emoji in the order in which they first came", async (subject) => {
    await subject.append(said("a"), reaction(1, "🫖"), reaction(1, "👍"), reaction(1, "🫖", bob));
    assertEquals(Object.keys((await subject.message(1))?.reactions ?? {}), ["🫖", "👍"]);
  });

  test("readMessages() gives deleted messages as tombstones, in their place", async (subject) => {
    await subject.append(said("a"), said("b"), said("c"), reaction(2, "👍"), deletion(2));
    assertEquals((await subject.messages())[1], {
      type: "message",
      seq: 2,
      at: 1_000,
      from: ada,
      deleted: true,
    });
    assertEquals(await subject.page({ limit: 2 }), [[undefined, "c"], true]);
  });

  test("readMessages() of a room that was never made gives nothing", async ({ store }) => {
    assertEquals(await store.readMessages(freshName(), { limit: 5 }), {
      messages: [],
      more: false,
    });
  });

  // Read marks

  const talk = (count: number) => Array.from({ length: count }, (_, n) => said(`${n}`));

  test("markRead() gives the marks that moved", async ({ store, room }) => {
    await store.append(room, talk(5));
    await store.markRead(room, new Map([["ada", 3], ["bob", 5]]));
    const moved = await store.markRead(room, new Map([["ada", 4], ["bob", 5], ["cem", 1]]));
    assertEquals(moved.toSorted((a, b) => a.seq - b.seq), [
      { type: "read", id: "cem", seq: 1 },
      { type: "read", id: "ada", seq: 4 },
    ]);
  });

  test("markRead() never takes a mark back", async ({ store, room }) => {
    await store.append(room, talk(7));
    for (const seq of [3, 7, 5]) await store.markRead(room, new Map([["ada", seq]]));
    assertEquals((await store.unread("ada", [room])).map(({ read }) => read), [7]);
  });

  test("markRead() notes none beyond the newest number, and none in an empty log", async (subject) => {
    const { store, room } = subject;
    assertEquals(await store.markRead(room, new Map([["ada", 1]])), []);
    assertEquals(await store.readMarks(room, ["ada"]), new Map());
    await subject.append(said("1"), said("2"));
    const moved = await store.markRead(room, new Map([["ada", 1_000]]));
    assertEquals(moved, [{ type: "read", id: "ada", seq: 2 }]);
    assertEquals(await store.markRead(room, new Map([["ada", 1_000]])), []);
    assertEquals(await store.readMarks(room, ["ada"]), new Map([["ada", 2]]));
  });

  test("readMarks() gives how far each of these people has read, if ever", async (subject) => {
    const { store, room } = subject;
    const { record: other } = await store.createRoom(roomDraft(freshName()));
    for (const name of [room, other.name]) await store.append(name, talk(7));
    await store.markRead(room, new Map([["ada", 3], ["bob", 5], ["cem", 7]]));
    await store.markRead(room, new Map([["bob", 6]]));
    await store.markRead(other.name, new Map([["dan", 1]]));
    assertEquals(
      await store.readMarks(room, ["bob", "dan", "ada"]),
      new Map([["ada", 3], ["bob", 6]]),
    );
  });

  test("readMarks() of thousands is one call, whatever is in their ids", async ({ store, room }) => {
    const people = Array.from({ length: 5_000 }, (_, n) => `"'${n}`);
    await store.append(room, talk(9));
    await store.markRead(room, new Map(people.map((id, n) => [id, 1 + n % 9])));
    const marks = await store.readMarks(room, people);
    assertEquals([marks.size, marks.get(people[4_999]!)], [5_000, 5]);
  });

  test("markRead() and readMarks() of a log of another epoch do nothing", async (subject) => {
    const { store, room } = subject;
    await subject.append(...talk(9));
    const { epoch } = (await store.findRoom(room))!;
    const moved = await store.markRead(room, new Map([["ada", 1]]), epoch);
    assertEquals(moved, [{ type: "read", id: "ada", seq: 1 }]);
    assertEquals(await store.markRead(room, new Map([["ada", 9], ["bob", 9]]), "another"), []);
    const people = ["ada", "bob"];
    assertEquals(await store.readMarks(room, people, epoch), new Map([["ada", 1]]));
    assertEquals(await store.readMarks(room, people, "another"), new Map());
  });

  test("readMarks() of a room that was never made gives none", async ({ store }) => {
    assertEquals(await store.readMarks(freshName(), ["ada"]), new Map());
  });

  test("unread() gives nothing of rooms where one never read", async (subject) => {
    await subject.append(said("1"));
    await subject.store.markRead(subject.room, new Map([["bob", 1]]));
    assertEquals(await subject.store.unread("ada", [subject.room]), []);
  });

  test("unread() counts what others have written since, in each room", async (subject) => {
    const { store, room } = subject;
    const { record: quiet } = await store.createRoom(roomDraft(freshName()));
    await subject.append(said("1"), said("2"), said("3"));
    await store.markRead(room, new Map([["bob", 1]]));
    await store.append(quiet.name, talk(4));
    await store.markRead(quiet.name, new Map([["bob", 4]]));
    const unread = await store.unread("bob", [room, quiet.name, freshName()]);
    assertEquals(unread.toSorted((a, b) => a.read - b.read), [
      { room, read: 1, count: 2 },
      { room: quiet.name, read: 4, count: 0 },
    ]);
  });

  test("unread() counts in those rooms alone that are named, however many", async (subject) => {
    const { store, room } = subject;
    const { record: other } = await store.createRoom(roomDraft(freshName()));
    const never = Array.from({ length: 40 }, () => freshName());
    for (const name of [room, other.name]) {
      await store.append(name, [said("1")]);
      await store.markRead(name, new Map([["bob", 1]]));
    }
    const roomsOf = async (names: readonly string[]) =>
      (await store.unread("bob", names)).map(({ room }) => room);
    assertEquals(await roomsOf([]), []);
    assertEquals(await roomsOf([...never, room]), [room]);
  });

  test("unread() leaves out one's own, what was deleted, and what is no message", async (subject) => {
    await subject.append(said("1"), said("2"), said("3"), said("4", { from: bob }));
    await subject.append(deletion(2), edit(3, "three"), reaction(3, "👍"));
    await subject.store.markRead(subject.room, new Map([["bob", 1]]));
    assertEquals((await subject.store.unread("bob", [subject.room])).map(({ count }) => count), [
      1,
    ]);
  });

  test("unread() counts no further than 1,000", async (subject) => {
    await subject.append(...Array.from({ length: 1_002 }, () => said("tea")));
    await subject.store.markRead(subject.room, new Map([["bob", 1]]));
    assertEquals((await subject.store.unread("bob", [subject.room])).map(({ count }) => count), [
      1_000,
    ]);
  });

  // Readiness

  test("ready() resolves, while others are at work too", async (subject) => {
    const appended = subject.append(said("a"));
    await subject.store.ready();
    await Promise.all([subject.store.ready(), subject.store.ready(), appended]);
  });

  test("ready() lets what has come in by then be part of the batch", async ({ store }) => {
    let hasCome = false;
    setImmediate(() => hasCome = true);
    await store.ready();
    assertEquals(hasCome, true);
  });

  test("ready() resolves when the store closes", async (subject) => {
    const appended = subject.append(said("a"));
    const ready = subject.store.ready();
    await subject.store.close();
    await Promise.all([ready, appended]);
  });

  // The end

  test("close() waits for an append that is under way", async (subject) => {
    const appended = subject.append(said("a"));
    await subject.store.close();
    assertEquals(results(await appended), [1]);
  });

  test("close() may be called twice", async ({ store }) => {
    await Promise.all([store.close(), store.close()]);
    await store.close();
  });

  // Whatever happens

  /** Drafts of three people about the first few numbers of a log, in batches. */
  function anyBatches(): fc.Arbitrary<Draft[][]> {
    const entry = {
      at: fc.integer({ min: 1, max: 10_000 }),
      from: fc.constantFrom(ada, bob, cem),
      ref: fc.constantFrom("r1", "r2", "r3", "r4"),
    };
    const target = fc.integer({ min: 1, max: 12 });
    const text = fc.constantFrom("tea", "milk", "sugar");
    const requiredKeys = ["type", "at", "from", "target", "text", "emoji", "on", "others"] as const;
    const pick = <const Key extends typeof requiredKeys[number]>(...keys: readonly Key[]) => ({
      requiredKeys: [...keys],
    });
    const draft: fc.Arbitrary<Draft> = fc.oneof(
      fc.record(
        { type: fc.constant("message" as const), ...entry, text, replyTo: target },
        pick("type", "at", "from", "text"),
      ),
      fc.record(
        { type: fc.constant("edited" as const), ...entry, target, text },
        pick("type", "at", "from", "target", "text"),
      ),
      fc.record(
        { type: fc.constant("deleted" as const), ...entry, target, others: fc.boolean() },
        pick("type", "at", "from", "target", "others"),
      ),
      fc.record(
        {
          type: fc.constant("reacted" as const),
          ...entry,
          target,
          emoji: fc.constantFrom("👍", "🫖"),
          on: fc.boolean(),
        },
        pick("type", "at", "from", "target", "emoji", "on"),
      ),
    );
    return fc.array(fc.array(draft, { maxLength: 6 }), { maxLength: 6 });
  }

  test("readMessages() is what folding the log gives, whatever was appended", async ({ store }) => {
    await assertHolds(
      "store-log",
      fc.asyncProperty(anyBatches(), async (batches) => {
        const room = freshName();
        await store.createRoom(roomDraft(room));
        const heard: RoomEvent[] = [];
        for (const drafts of batches) {
          for (const outcome of await store.append(room, drafts)) {
            if ("event" in outcome && outcome.isNew) heard.push(outcome.event);
          }
        }
        const logged = await store.readEvents(room, 0, heard.length);
        assertEquals(heard.map(({ seq }) => seq), heard.map((_, index) => index + 1));
        assertEquals(logged?.map(({ seq }) => seq), heard.map(({ seq }) => seq));
        const { messages, more } = await store.readMessages(room, { limit: 200 });
        assertEquals(more, false);
        // As it was heard live, and as it is read again without what was deleted since.
        assertEquals(messages, foldAll(heard));
        assertEquals(messages, foldAll(logged!));
      }),
      { numRuns: 50 },
    );
  });
}
