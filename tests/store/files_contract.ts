/** The promises of `Files`, as tests: every store has to pass them unchanged. */
import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import type { Content, FilePage, FileQuery, Upload } from "../../lib/store/files.ts";
import type { Store } from "../../lib/store/store.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { assertHolds } from "../support/property.ts";
import { roomDraft } from "../support/room_draft.ts";
import {
  ada,
  bob,
  bytesOnly,
  deletion,
  edit,
  freshName,
  news,
  noQuotas,
  results,
  said,
  tester,
  uploaded,
} from "./subject.ts";

/** A new upload of three bytes to a room, by Ada. */
function upload(room: string, fields: Partial<Upload> = {}): Upload {
  const id = crypto.randomUUID();
  return { id, room, by: "ada", name: "tea.png", size: 3, at: 500, ...fields };
}

/** What was found out about a file of three bytes. */
function content(fields: Partial<Content> = {}): Content {
  return { hash: `hash ${crypto.randomUUID()}`, size: 3, type: "image/png", ...fields };
}

/** Another room of a store. */
async function otherRoom(store: Store): Promise<string> {
  const room = freshName();
  await store.createRoom(roomDraft(room));
  return room;
}

/** Every name on the list of blobs that no file needs. */
async function unneeded({ files }: Store): Promise<string[]> {
  return (await files.unneeded(1_000)).sort();
}

/** Waits until a store has done what may wait, and a blob is to be removed. */
async function isUnneeded(store: Store, hash: string): Promise<void> {
  while (!(await unneeded(store)).includes(hash)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The numbers of messages and the names of files on a page. */
function shown({ files }: FilePage): (readonly [seq: number, name: string])[] {
  return files.map(({ seq, name }) => [seq, name]);
}

/**
 * Registers the tests that every store has to pass.
 *
 * @param name Stands before each test's name.
 * @param open Opens the store. Each test closes it.
 */
export function filesContract(name: string, open: () => Promise<Store>): void {
  const test = tester(name, open);

  // Uploads

  test("files.begin() keeps an upload, whole", async ({ store: { files }, room }) => {
    const plain = upload(room);
    const whole = upload(room, { width: 4, height: 3, thumbnail: "f-1", name: "té 🫖.png" });
    for (const one of [plain, whole]) {
      assertEquals(await files.begin(one, noQuotas), undefined);
      assertEquals(await files.findUpload(one.id), one);
      assertEquals(await files.find(one.id), undefined);
    }
  });

  test("files.begin() counts the files of a room and of a person, uploads included", async ({ store, room }) => {
    const { files } = store;
    const quota = { bytes: 1_000_000, files: 2 };
    await uploaded(store, room, { by: "ada" });
    assertEquals(await files.begin(upload(room), { ...noQuotas, room: quota }), undefined);
    assertEquals(await files.begin(upload(room), { ...noQuotas, room: quota }), "room_full");
    assertEquals(await files.begin(upload(room), { ...noQuotas, person: quota }), "person_full");
    const others = upload(room, { by: "bob" });
    assertEquals(await files.begin(others, { ...noQuotas, person: quota }), undefined);
  });

  test("files.begin() refuses a room that is not there", async ({ store: { files } }) => {
    const lost = upload(freshName());
    assertEquals(await files.begin(lost, noQuotas), "no_room");
    assertEquals(await files.findUpload(lost.id), undefined);
  });

  test("files.begin() takes a room by its former name", async ({ store, room }) => {
    const to = freshName();
    await store.renameRoom(room, to);
    const one = upload(room);
    assertEquals(await store.files.begin(one, noQuotas), undefined);
    assertEquals(await store.files.findUpload(one.id), { ...one, room: to });
  });

  test("files.begin() refuses what the room has no bytes for, uploads under way included", async (subject) => {
    const { store: { files }, room } = subject;
    const quotas = { ...noQuotas, room: { bytes: 10, files: 100 } };
    const begin = (room: string, size: number, by = "ada") =>
      files.begin(upload(room, { size, by }), quotas);
    await uploaded(subject.store, room, { size: 4 });
    assertEquals(await begin(room, 7), "room_full");
    assertEquals(await begin(room, 6, "bob"), undefined);
    assertEquals(await begin(room, 1, "cem"), "room_full");
    assertEquals(await begin(await otherRoom(subject.store), 10), undefined);
  });

  test("files.begin() refuses what the person has no bytes for, in all rooms", async ({ store, room }) => {
    const quotas = { ...noQuotas, person: { bytes: 10, files: 100 } };
    const begin = (size: number, by = "ada") =>
      store.files.begin(upload(room, { size, by }), quotas);
    await uploaded(store, await otherRoom(store), { size: 4 });
    await store.files.begin(upload(await otherRoom(store), { size: 5 }), quotas);
    assertEquals([await begin(2), await begin(1)], ["person_full", undefined]);
    assertEquals([await begin(1), await begin(10, "bob")], ["person_full", undefined]);
  });

  test("files.begin() refuses a 21st upload of one person, until one has ended", async (subject) => {
    const { store: { files }, room } = subject;
    const begin = (fields: Partial<Upload> = {}) => files.begin(upload(room, fields), noQuotas);
    for (let count = 0; count < keptLimits.uploadsPerPerson; count++) {
      assertEquals(await begin({ id: `u-${count}` }), undefined);
    }
    assertEquals([await begin(), await begin({ by: "bob" })], ["too_many", undefined]);
    await files.finishUpload("u-0", content(), 600);
    assertEquals([await begin(), await begin()], [undefined, "too_many"]);
    await files.abandon("u-1");
    assertEquals([await begin(), await begin()], [undefined, "too_many"]);
  });

  test("files.touchUpload() notes when something came, and never goes back", async (subject) => {
    const { store: { files }, room } = subject;
    const one = upload(room, { at: 500 });
    await files.begin(one, noQuotas);
    for (const [at, then] of [[700, 700], [600, 700]] as const) {
      await files.touchUpload(one.id, at);
      assertEquals(await files.findUpload(one.id), { ...one, at: then });
    }
    await files.touchUpload("nothing", 9);
    assertEquals(await files.findUpload("nothing"), undefined);
  });

  test("files.finishUpload() makes a file of an upload, whole", async ({ store: { files }, room }) => {
    const one = upload(room, { thumbnail: "f-1" });
    const found = content({ size: 2, width: 40, height: 30 });
    await files.begin(one, noQuotas);
    const { id, by, name, thumbnail } = one;
    const file = { id, room, by, name, thumbnail, ...found, at: 900 };
    assertEquals(await files.finishUpload(id, found, 900), { ...file, thumbnail: "f-1" });
    assertEquals(await files.find(id), { ...file, thumbnail: "f-1" });
    assertEquals(await files.findUpload(id), undefined);
    assertEquals(await files.needs(found.hash), true);
  });

  test("files.finishUpload() shows as the sender says where the content does not tell", async (subject) => {
    const { store: { files }, room } = subject;
    const [film, picture] = [1, 2].map(() => upload(room, { width: 16, height: 9 }));
    for (const one of [film!, picture!]) await files.begin(one, noQuotas);
    const shown = await files.finishUpload(film!.id, content({ type: "video/mp4" }), 900);
    assertEquals([shown?.width, shown?.height], [16, 9]);
    const told = await files.finishUpload(picture!.id, content({ width: 4, height: 3 }), 900);
    assertEquals([told?.width, told?.height], [4, 3]);
  });

  test("files.finishUpload() with fewer bytes than were to come frees the rest", async (subject) => {
    const { store: { files }, room } = subject;
    const quotas = bytesOnly(10, 10);
    const one = upload(room, { size: 10 });
    await files.begin(one, quotas);
    await files.finishUpload(one.id, content({ size: 4 }), 900);
    assertEquals(await files.begin(upload(room, { size: 7 }), quotas), "room_full");
    assertEquals(await files.begin(upload(room, { size: 6 }), quotas), undefined);
  });

  test("files.finishUpload() of what is no upload, or no longer one, makes nothing", async (subject) => {
    const { store, store: { files }, room } = subject;
    const [one, other] = [upload(room), upload(await otherRoom(store))];
    for (const begun of [one, other]) await files.begin(begun, noQuotas);
    assertEquals((await files.finishUpload(one.id, content(), 900))?.id, one.id);
    await store.deleteRoom(other.room, "ada");
    for (const id of [one.id, other.id, "nothing"]) {
      const lost = content();
      assertEquals(await files.finishUpload(id, lost, 900), undefined);
      assertEquals(await files.needs(lost.hash), false);
    }
  });

  test("files.abandon() forgets an upload or a file without a message, and says whether", async (subject) => {
    const { store, store: { files }, room } = subject;
    const quotas = bytesOnly(6, 6);
    const one = upload(room);
    await files.begin(one, quotas);
    const { id, hash } = await uploaded(store, room);
    assertEquals(await files.begin(upload(room), quotas), "room_full");
    for (const gone of [one.id, id]) {
      assertEquals([await files.abandon(gone), await files.abandon(gone)], [true, false]);
    }
    assertEquals([await files.findUpload(one.id), await files.find(id)], [undefined, undefined]);
    assertEquals([await files.needs(hash), await unneeded(store)], [false, [hash]]);
    assertEquals(await files.begin(upload(room, { size: 6 }), quotas), undefined);
  });

  test("files.abandon() leaves a file that a message has", async (subject) => {
    const { store, room } = subject;
    const thumbnail = (await uploaded(store, room)).id;
    const { id } = await uploaded(store, room, { thumbnail });
    await subject.append(said("", { files: [{ id }] }));
    for (const kept of [id, thumbnail]) {
      assertEquals(await store.files.abandon(kept), false);
      assertEquals((await store.files.find(kept))?.seq, 1);
    }
  });

  test("files.expire() forgets uploads and files from before, some at a time", async (subject) => {
    const { store, store: { files }, room } = subject;
    const ids = ["old", "new"];
    for (const [index, id] of ids.entries()) {
      await files.begin(upload(room, { id: `${id} upload`, at: 1_000 + index }), noQuotas);
      await uploaded(store, room, { id: `${id} file`, at: 2_000 + index });
    }
    const had = await uploaded(store, room, { at: 1 });
    await subject.append(said("", { files: [{ id: had.id }] }));
    while (await files.expire(1_001, 2_001));
    const left = async () => [
      ...await Promise.all(ids.map(async (id) => (await files.findUpload(`${id} upload`))?.id)),
      ...await Promise.all(ids.map(async (id) => (await files.find(`${id} file`))?.id)),
    ];
    assertEquals(await left(), [undefined, "new upload", undefined, "new file"]);
    assertEquals((await files.find(had.id))?.seq, 1);
    assertEquals(await unneeded(store), ["hash of old file"]);
  });

  test("files.expire() says that there may be more until there is no more", async (subject) => {
    const { store, room } = subject;
    for (let count = 0; count < 450; count++) await uploaded(store, room);
    let steps = 1;
    while (await store.files.expire(1_000, 1_000)) steps++;
    assert(steps > 1);
    assertEquals((await unneeded(store)).length, 450);
  });

  test("files.find() follows the room's name", async ({ store, room }) => {
    const file = await uploaded(store, room);
    const to = freshName();
    await store.renameRoom(room, to);
    assertEquals(await store.files.find(file.id), { ...file, room: to });
    assertEquals(await store.files.find("nothing"), undefined);
  });

  // Attaching

  test("append() gives a message its files, in their order, with their words", async (subject) => {
    const { store, room } = subject;
    const sound = await uploaded(store, room, { name: "a.mp3", type: "audio/mpeg", size: 7 });
    const picture = await uploaded(store, room, { width: 4, height: 3 });
    const wishes = [{ id: picture.id, alt: "A pot" }, { id: sound.id }];
    const [outcome] = await subject.append(said("", { files: wishes }));
    const files = [
      {
        id: picture.id,
        name: "tea.png",
        size: 3,
        type: "image/png",
        width: 4,
        height: 3,
        alt: "A pot",
      },
      { id: sound.id, name: "a.mp3", size: 7, type: "audio/mpeg" },
    ];
    const event = { ...said(""), seq: 1, files };
    assertEquals(outcome as unknown, { event, isNew: true });
    assertEquals(await subject.events() as unknown, [event]);
    assertEquals(await subject.messages() as unknown, [event]);
    for (const file of [picture, sound]) {
      assertEquals(await store.files.find(file.id), { ...file, seq: 1 });
    }
  });

  test("append() takes an empty list of files for none", async (subject) => {
    await subject.append(said("a", { files: [] }));
    assertEquals(await subject.message(1) as unknown, { ...said("a"), seq: 1 });
  });

  test("append() leaves a message its files when it is edited", async (subject) => {
    const { id } = await uploaded(subject.store, subject.room);
    await subject.append(said("a", { files: [{ id }] }), edit(1, "b"));
    const message = await subject.message(1);
    assertEquals([message?.text, message?.files?.map(({ id }) => id)], ["b", [id]]);
  });

  test("append() refuses a file that it cannot attach, by itself", async (subject) => {
    const { store, room } = subject;
    const begun = upload(room);
    await store.files.begin(begun, noQuotas);
    const elsewhere = await uploaded(store, await otherRoom(store));
    const taken = await uploaded(store, room);
    const free = await uploaded(store, room);
    await subject.append(said("taken", { files: [{ id: taken.id }] }));
    for (const bad of ["nothing", begun.id, elsewhere.id, taken.id, free.id]) {
      const files = [{ id: free.id }, { id: bad }];
      const outcomes = await subject.append(said("a"), said("b", { files }), said("c"));
      const before = (await subject.newest())! - 2;
      assertEquals(results(outcomes), [before + 1, "not_found", before + 2]);
      const why = "Cannot attach this file: it is not here, or a message has it";
      assertEquals(outcomes[1], { refused: "not_found", why });
      assertEquals((await store.files.find(free.id))?.seq, undefined);
    }
    assertEquals((await store.files.find(elsewhere.id))?.seq, undefined);
    assertEquals((await store.files.find(taken.id))?.seq, 1);
  });

  test("append() gives a file to the first of a batch that names it", async (subject) => {
    const files = [{ id: (await uploaded(subject.store, subject.room)).id }];
    const outcomes = await subject.append(said("a", { files }), said("b", { files }));
    assertEquals(results(outcomes), [1, "not_found"]);
  });

  test("append() of a ref again gives the first's event with its files", async (subject) => {
    const files = [{ id: (await uploaded(subject.store, subject.room)).id }];
    const draft = said("", { ref: "r", files });
    const [first, second] = await subject.append(draft, draft);
    const [third] = await subject.append(draft);
    assertEquals(news([first!, second!, third!]), [true, false, false]);
    const [event] = (await subject.events())!;
    for (const outcome of [first!, second!, third!]) {
      assertEquals("event" in outcome && outcome.event, event!);
    }
  });

  test("append() of a ref that a message without files has leaves the files", async (subject) => {
    const { store, room } = subject;
    const { id } = await uploaded(store, room);
    await subject.append(said("a", { ref: "r" }));
    assertEquals(news(await subject.append(said("b", { ref: "r", files: [{ id }] }))), [false]);
    assertEquals((await store.files.find(id))?.seq, undefined);
  });

  test("append() lets the ref of a message that was refused a file be used again", async (subject) => {
    const { id } = await uploaded(subject.store, subject.room);
    const draft = (id: string) => said("", { ref: "r", files: [{ id }] });
    assertEquals(results(await subject.append(draft("nothing"), draft(id))), ["not_found", 1]);
  });

  test("append() refuses a reply to what is not there, and leaves its files", async (subject) => {
    const { store, room } = subject;
    const { id } = await uploaded(store, room);
    const reply = (replyTo: number) => said("", { replyTo, files: [{ id }] });
    const outcomes = await subject.append(said("a"), reply(9), reply(1));
    assertEquals(results(outcomes), [1, "not_found", 2]);
    assertEquals((await store.files.find(id))?.seq, 2);
  });

  test("append() gives files the time of their event, when that would go back", async (subject) => {
    const files = [{ id: (await uploaded(subject.store, subject.room)).id }];
    await subject.append(said("a", { at: 5_000 }), said("b", { files, at: 4_000 }));
    const { files: [listed] } = await subject.store.files.list(subject.room, { limit: 9 });
    assertEquals([listed?.seq, listed?.at], [2, 5_000]);
  });

  // Smaller pictures

  test("append() takes a file's smaller picture along, which is listed nowhere", async (subject) => {
    const { store, room } = subject;
    const small = await uploaded(store, room, { name: "small.webp", type: "image/webp" });
    const film = { name: "tea.mp4", type: "video/mp4", thumbnail: small.id };
    const { id } = await uploaded(store, room, film);
    await subject.append(said("", { files: [{ id }] }));
    const message = await subject.message(1);
    assertEquals(message?.files, [{ id, size: 3, ...film }]);
    assertEquals(await store.files.find(small.id), { ...small, seq: 1 });
    assertEquals(shown(await store.files.list(room, { limit: 9 })), [[1, "tea.mp4"]]);
    const again = await subject.append(said("", { files: [{ id: small.id }] }));
    assertEquals(results(again), ["not_found"]);
  });

  test("append() leaves out a smaller picture that it cannot have", async (subject) => {
    const { store, room } = subject;
    const taken = (await uploaded(store, room)).id;
    await subject.append(said("", { files: [{ id: taken }] }));
    const text = (await uploaded(store, room, { type: "text/plain" })).id;
    const unshown = (await uploaded(store, room, { type: "image/tiff" })).id;
    const elsewhere = (await uploaded(store, await otherRoom(store))).id;
    const begun = upload(room);
    await store.files.begin(begun, noQuotas);
    for (const thumbnail of ["nothing", taken, text, unshown, elsewhere, begun.id]) {
      const { id } = await uploaded(store, room, { thumbnail });
      const [outcome] = await subject.append(said("", { files: [{ id }] }));
      assert("event" in outcome! && outcome.event.type === "message");
      assertEquals(outcome.event.files, [{ id, name: "tea.png", size: 3, type: "image/png" }]);
      assertEquals((await store.files.find(id))?.thumbnail, undefined);
    }
    assertEquals((await store.files.find(text))?.seq, undefined);
    assertEquals((await store.files.find(taken))?.seq, 1);
  });

  test("append() leaves out a smaller picture that the message has as a file", async (subject) => {
    const { store, room } = subject;
    const small = (await uploaded(store, room)).id;
    const { id } = await uploaded(store, room, { thumbnail: small });
    await subject.append(said("", { files: [{ id }, { id: small }] }));
    const { files } = await store.files.list(room, { limit: 9 });
    assertEquals(files.map(({ id, thumbnail }) => [id, thumbnail]), [
      [small, undefined],
      [id, undefined],
    ]);
  });

  test("append() lets two files of a message share a smaller picture", async (subject) => {
    const { store, room } = subject;
    const small = await uploaded(store, room);
    const ids = [1, 2].map(() => crypto.randomUUID());
    for (const id of ids) await uploaded(store, room, { id, thumbnail: small.id });
    await subject.append(said("", { files: ids.map((id) => ({ id })) }));
    const message = await subject.message(1);
    assertEquals(message?.files?.map(({ thumbnail }) => thumbnail), [small.id, small.id]);
    await subject.append(deletion(1));
    assertEquals(await store.files.needs(small.hash), false);
  });

  // Detaching

  test("append() of a deletion takes the files with it, and their smaller pictures", async (subject) => {
    const { store, room } = subject;
    const quotas = bytesOnly(9, 9);
    const small = await uploaded(store, room);
    const large = await uploaded(store, room, { thumbnail: small.id });
    const stays = await uploaded(store, room);
    const files = [{ id: large.id }];
    await subject.append(said("a", { files }), said("b", { files: [{ id: stays.id }] }));
    assertEquals(await store.files.begin(upload(room), quotas), "room_full");
    await subject.append(deletion(1));
    for (const { id, hash } of [small, large]) {
      assertEquals([await store.files.find(id), await store.files.needs(hash)], [undefined, false]);
    }
    assertEquals(await unneeded(store), [small.hash, large.hash].sort());
    assertEquals((await store.files.find(stays.id))?.seq, 2);
    assertEquals((await subject.message(1))?.files, undefined);
    assertEquals(JSON.stringify(await subject.events()).includes(large.id), false);
    assertEquals(await store.files.begin(upload(room, { size: 6 }), quotas), undefined);
  });

  test("append() of a refused deletion leaves the files", async (subject) => {
    const { id } = await uploaded(subject.store, subject.room);
    await subject.append(said("a", { files: [{ id }] }), deletion(1, false, { from: bob }));
    assertEquals((await subject.store.files.find(id))?.seq, 1);
  });

  test("append() of a deleted message's ref again attaches nothing", async (subject) => {
    const { store, room } = subject;
    const [one, other] = [await uploaded(store, room), await uploaded(store, room)];
    await subject.append(said("", { ref: "r", files: [{ id: one.id }] }), deletion(1));
    const again = said("", { ref: "r", files: [{ id: other.id }] });
    assertEquals(news(await subject.append(again)), [false]);
    assertEquals((await store.files.find(other.id))?.seq, undefined);
  });

  test("forget() takes the files of the messages with it, and no others", async (subject) => {
    const { store, room } = subject;
    const small = await uploaded(store, room);
    const old = await uploaded(store, room, { thumbnail: small.id });
    const [kept, loose] = [await uploaded(store, room), await uploaded(store, room)];
    const elsewhere = await uploaded(store, await otherRoom(store));
    await store.append(elsewhere.room, [said("", { files: [{ id: elsewhere.id }] })]);
    await subject.append(
      said("", { files: [{ id: old.id }] }),
      said("", { files: [{ id: kept.id }] }),
    );
    await store.forget(room, Number.MAX_SAFE_INTEGER, 1);
    assertEquals(await unneeded(store), [small.hash, old.hash].sort());
    assertEquals(shown(await store.files.list(room, { limit: 9 })), [[2, "tea.png"]]);
    assertEquals((await store.files.find(loose.id))?.id, loose.id);
    assertEquals((await store.files.find(elsewhere.id))?.seq, 1);
  });

  test("deleteRoom() leaves nothing to find of its files, and their blobs to be removed", async (subject) => {
    const { store, store: { files }, room } = subject;
    const small = await uploaded(store, room);
    const attached = await uploaded(store, room, { thumbnail: small.id });
    const loose = await uploaded(store, room);
    const begun = upload(room);
    await files.begin(begun, noQuotas);
    await subject.append(said("a"), said("", { files: [{ id: attached.id }] }));
    await store.deleteRoom(room, "ada");
    for (const { id } of [small, attached, loose]) {
      assertEquals([await files.find(id), await files.abandon(id)], [undefined, false]);
    }
    assertEquals(await files.findUpload(begun.id), undefined);
    assertEquals(await files.list(room, { limit: 9 }), { files: [] });
    for (const { hash } of [small, attached, loose]) {
      await isUnneeded(store, hash);
      assertEquals(await files.needs(hash), false);
    }
    const quotas = { ...noQuotas, person: { bytes: 3, files: 100 } };
    assertEquals(await files.begin(upload(await otherRoom(store)), quotas), undefined);
  });

  test("createRoom() by a deleted room's name has none of its files", async (subject) => {
    const { store, room } = subject;
    const { id, hash } = await uploaded(store, room);
    await subject.append(said("", { files: [{ id }] }));
    await store.deleteRoom(room, "ada");
    await store.createRoom(roomDraft(room));
    assertEquals(await store.files.find(id), undefined);
    assertEquals(await store.files.list(room, { limit: 9 }), { files: [] });
    await isUnneeded(store, hash);
  });

  test("discardRoom() leaves an empty room to which a file is on its way", async ({ store, room }) => {
    const begun = upload(room);
    await store.files.begin(begun, noQuotas);
    await store.discardRoom(room);
    assertEquals((await store.files.findUpload(begun.id))?.room, room);
    await store.files.abandon(begun.id);
    await store.discardRoom(room);
    assertEquals(await store.findRoom(room), undefined);
  });

  test("discardRoom() leaves an empty room where a file waits for its message", async (subject) => {
    const { store, room } = subject;
    const file = await uploaded(store, room);
    await store.discardRoom(room);
    assertEquals(await store.files.find(file.id), file);
    await store.files.abandon(file.id);
    await store.discardRoom(room);
    assertEquals(await store.findRoom(room), undefined);
  });

  test("discardRoom() that leaves a room leaves its files", async (subject) => {
    const { store, room } = subject;
    const file = await uploaded(store, room);
    await subject.append(said("a"));
    await store.discardRoom(room);
    assertEquals(await store.files.find(file.id), file);
  });

  test("adopt() gives what was uploaded to the user", async ({ store, room }) => {
    const { files } = store;
    const becomes: Person = { id: "u-1", name: "Bob Lee", kind: "user" };
    const begun = upload(room, { by: "bob" });
    await files.begin(begun, noQuotas);
    const file = await uploaded(store, room, { by: "bob" });
    await store.append(room, [said("", { files: [{ id: file.id }], from: bob, ref: "r" })]);
    await store.accounts.adopt("bob", becomes);
    assertEquals(await files.findUpload(begun.id), { ...begun, by: "u-1" });
    assertEquals(await files.find(file.id), { ...file, by: "u-1", seq: 1 });
    const quotas = { ...noQuotas, person: { bytes: 8, files: 100 } };
    assertEquals(await files.begin(upload(room, { by: "u-1" }), quotas), "person_full");
    assertEquals(await files.begin(upload(room, { by: "bob" }), quotas), undefined);
    const { files: [listed] } = await files.list(room, { limit: 9 });
    assertEquals(listed?.from, { ...becomes, name: bob.name });
  });

  // Lists

  test("files.list() gives what messages have, the newest first, and says by whom", async (subject) => {
    const { store, room } = subject;
    const ids = ["f1", "f2", "f3"];
    for (const id of ids) {
      await uploaded(store, room, { id, name: `${id}.png`, width: 4, height: 3 });
    }
    await uploaded(store, room, { name: "loose.png" });
    await subject.append(
      said("a", { files: [{ id: "f1", alt: "One" }, { id: "f2" }] }),
      said("b"),
      said("c", { files: [{ id: "f3" }], from: bob, at: 7_000 }),
      edit(1, "d"),
    );
    const file = { size: 3, type: "image/png", width: 4, height: 3 };
    assertEquals(await store.files.list(room, { limit: 9 }), {
      files: [
        { id: "f3", name: "f3.png", ...file, seq: 3, at: 7_000, from: bob },
        { id: "f2", name: "f2.png", ...file, seq: 1, at: 1_000, from: ada },
        { id: "f1", name: "f1.png", ...file, alt: "One", seq: 1, at: 1_000, from: ada },
      ],
    });
  });

  test("files.list() goes on across messages of several files, whatever the limit", async (subject) => {
    const { store, room } = subject;
    for (const count of [2, 0, 3, 1]) {
      const files: { id: string }[] = [];
      for (let index = 0; index < count; index++) {
        const thumbnail = (await uploaded(store, room)).id;
        files.push({ id: (await uploaded(store, room, { name: `${index}`, thumbnail })).id });
      }
      await subject.append(said("a", { files }));
    }
    const all = shown(await store.files.list(room, { limit: 9 }));
    assertEquals(all, [[4, "0"], [3, "2"], [3, "1"], [3, "0"], [1, "1"], [1, "0"]]);
    for (const limit of [1, 2, 3, 4, 5, 6]) {
      const read: (readonly [number, string])[] = [];
      let [before, pages]: [FileQuery["before"], number] = [undefined, 0];
      do {
        const page = await store.files.list(room, { limit, ...(before && { before }) });
        assert(page.files.length <= limit);
        read.push(...shown(page));
        before = page.next;
        pages++;
      } while (before);
      assertEquals([read, pages], [all, Math.ceil(6 / limit)]);
    }
  });

  test("files.list() goes on though what it was at is deleted meanwhile", async (subject) => {
    const { store, room } = subject;
    for (let seq = 1; seq <= 3; seq++) {
      await subject.append(said("a", { files: [{ id: (await uploaded(store, room)).id }] }));
    }
    const { next } = await store.files.list(room, { limit: 2 });
    await subject.append(deletion(2));
    const page = await store.files.list(room, { limit: 2, before: next! });
    assertEquals([shown(page), page.next], [[[1, "tea.png"]], undefined]);
  });

  test("files.list() finds a room by both its names, and none gives nothing", async (subject) => {
    const { store, room } = subject;
    await subject.append(said("a", { files: [{ id: (await uploaded(store, room)).id }] }));
    const to = freshName();
    await store.renameRoom(room, to);
    for (const [name, count] of [[room, 1], [to, 1], [freshName(), 0]] as const) {
      assertEquals((await store.files.list(name, { limit: 9 })).files.length, count);
    }
  });

  // Blobs

  test("files.needs() a blob as long as one of two files with it is here", async (subject) => {
    const { store, room } = subject;
    const [one, other] = [
      await uploaded(store, room, { hash: "h" }),
      await uploaded(store, await otherRoom(store), { hash: "h" }),
    ];
    await subject.append(said("", { files: [{ id: one.id }] }), deletion(1));
    assertEquals([await store.files.needs("h"), await unneeded(store)], [true, []]);
    await store.files.abandon(other.id);
    assertEquals([await store.files.needs("h"), await unneeded(store)], [false, ["h"]]);
  });

  test("append() of a deletion notes a blob once, though two of its files have it", async (subject) => {
    const { store, room } = subject;
    const files = [];
    for (let count = 0; count < 2; count++) {
      files.push({ id: (await uploaded(store, room, { hash: "h" })).id });
    }
    await subject.append(said("", { files }), deletion(1));
    assertEquals([await store.files.needs("h"), await unneeded(store)], [false, ["h"]]);
  });

  test("files.finishUpload() takes a blob off the list of those to be removed", async (subject) => {
    const { store, room } = subject;
    const one = await uploaded(store, room, { hash: "h" });
    await store.files.abandon(one.id);
    assertEquals(await unneeded(store), ["h"]);
    await uploaded(store, room, { hash: "h" });
    assertEquals([await store.files.needs("h"), await unneeded(store)], [true, []]);
  });

  test("files.noteBlob() puts a blob on the list before there is a file of it", async ({ store, room }) => {
    const { files } = store;
    await files.noteBlob("h");
    await files.noteBlob("h");
    assertEquals(await unneeded(store), ["h"]);
    const one = upload(room);
    await files.begin(one, noQuotas);
    await files.finishUpload(one.id, content({ hash: "h" }), 600);
    assertEquals(await unneeded(store), []);
    await files.noteBlob("h");
    assertEquals(await unneeded(store), []);
  });

  test("files.bytes() counts what two files share once", async ({ store: { files }, room }) => {
    assertEquals(await files.bytes(), 0);
    for (const [hash, size] of [["a", 3], ["a", 3], ["b", 5]] as const) {
      const one = upload(room, { size });
      await files.begin(one, noQuotas);
      await files.finishUpload(one.id, content({ hash, size }), 600);
    }
    assertEquals(await files.bytes(), 8);
  });

  test("files.unneeded() gives some, and forgetBlob() takes one off", async ({ store, room }) => {
    const { files } = store;
    for (const hash of ["a", "b", "c"]) {
      await files.abandon((await uploaded(store, room, { hash })).id);
    }
    assertEquals((await files.unneeded(2)).length, 2);
    await files.forgetBlob("b");
    await files.forgetBlob("nothing");
    assertEquals(await unneeded(store), ["a", "c"]);
  });

  /** What may happen to files of a room; ids and blobs are so few that they meet. */
  function anySteps(): fc.Arbitrary<Step[]> {
    const id = fc.integer({ min: 1, max: 3 });
    const blob = fc.integer({ min: 1, max: 2 });
    const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 2 });
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ does: fc.constant("begin"), id, thumbnail: id }),
      fc.record({ does: fc.constant("finish"), id, blob }),
      fc.record({ does: fc.constant("attach"), ids }),
      fc.record({ does: fc.constant("delete"), seq: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ does: fc.constant("forget"), count: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ does: fc.constant("abandon"), id }),
      fc.record({ does: fc.constant("expire") }),
    );
    return fc.array(step, { minLength: 10, maxLength: 60, size: "max" });
  }

  test("a blob is either needed or to be removed, whatever happens to files", async ({ store }) => {
    await assertHolds(
      "store-files",
      fc.asyncProperty(anySteps(), async (steps) => {
        const room = await otherRoom(store);
        const known = new Set<string>();
        for (const step of steps) {
          const hash = await take(store, room, step);
          if (hash) known.add(hash);
          const listed = new Set(await store.files.unneeded(10_000));
          for (const hash of known) {
            assertEquals(await store.files.needs(hash), !listed.has(hash), JSON.stringify(step));
          }
          for (let id = 1; id <= 3; id++) {
            const file = await store.files.find(`${room}-${id}`);
            if (file) assertEquals(await store.files.needs(file.hash), true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
}

/** Something that happens to files of a room. */
type Step =
  | { does: "begin"; id: number; thumbnail: number }
  | { does: "finish"; id: number; blob: number }
  | { does: "attach"; ids: number[] }
  | { does: "delete"; seq: number }
  | { does: "forget"; count: number }
  | { does: "abandon"; id: number }
  | { does: "expire" };

/** Lets it happen; gives the blob that a file was made of. */
async function take(store: Store, room: string, step: Step): Promise<string | undefined> {
  const { files } = store;
  const idOf = (id: number) => `${room}-${id}`;
  switch (step.does) {
    case "begin": {
      const id = idOf(step.id);
      if (await files.findUpload(id) ?? await files.find(id)) return;
      await files.begin(upload(room, { id, thumbnail: idOf(step.thumbnail) }), noQuotas);
      return;
    }
    case "finish": {
      const hash = `${room} ${step.blob}`;
      const file = await files.finishUpload(idOf(step.id), content({ hash }), 900 + step.id);
      return file?.hash;
    }
    case "attach":
      await store.append(room, [said("", { files: step.ids.map((id) => ({ id: idOf(id) })) })]);
      return;
    case "delete":
      await store.append(room, [deletion(step.seq)]);
      return;
    case "forget":
      await store.forget(room, Number.MAX_SAFE_INTEGER, step.count);
      return;
    case "abandon":
      await files.abandon(idOf(step.id));
      return;
    case "expire":
      await files.expire(0, 902);
      return;
  }
}
