import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { logPoint } from "../../../client/timeline/log_point.ts";
import type { LogPoint } from "../../../client/timeline/log_point.ts";
import { filesNow } from "../../../client/files/files_now.ts";
import { filesOf } from "../../../client/files/room_file.ts";
import type { RoomFile } from "../../../client/files/room_file.ts";
import { emptyRoom, receive } from "../../../client/timeline/state.ts";
import { fold } from "../../../lib/wire/fold.ts";
import type { Message, RoomEvent } from "../../../lib/wire/messages.ts";
import { bob, deleted, edited, message, welcome } from "../timeline/wire_samples.ts";
import { assertHolds } from "../../support/property.ts";

/** A room at the server, and as a page knows it that came when it was empty. */
class ListedRoom {
  state = receive(emptyRoom("tea"), welcome());
  readonly #messages = new Map<number, Message>();
  #seq = 0;

  /** Somebody says something with so many files. */
  say(files: number): void {
    const seq = ++this.#seq;
    const names = Array.from({ length: files }, (_, place) => `${seq}-${place}`);
    const attached = names.map((id) => ({ id, name: id, size: 1, type: "text/plain" }));
    const said = message(seq, { from: bob, ...(files > 0 && { files: attached }) });
    this.#messages.set(seq, said);
    this.state = receive(this.state, said);
  }

  /** Deletes or edits the message that is `place` before the newest, if there is one. */
  change(kind: "edit" | "delete", place: number): void {
    const target = [...this.#messages.keys()].at(-1 - place);
    if (target === undefined) return;
    const seq = ++this.#seq;
    const event = kind === "edit" ? edited(seq, target, "other") : deleted(seq, target);
    this.#messages.set(target, fold(this.#messages.get(target)!, event));
    this.state = receive(this.state, event as RoomEvent);
  }

  /** All that messages have now, as the server orders it. */
  get files(): RoomFile[] {
    return [...this.#messages.values()].flatMap(filesOf).reverse();
  }
}

function ids(files: readonly RoomFile[]): string[] {
  return files.map(({ id }) => id);
}

Deno.test("filesNow() puts new files first, those of one message the last first", () => {
  const room = new ListedRoom();
  room.say(1);
  const asked = logPoint(room.state);
  const listed = room.files;
  room.say(2);
  assertEquals(ids(filesNow(listed, asked, room.state)), ["2-1", "2-0", "1-0"]);
});

Deno.test("filesNow() leaves out what was deleted, listed or new", () => {
  const room = new ListedRoom();
  room.say(2);
  const asked = logPoint(room.state);
  const listed = room.files;
  room.say(1);
  room.change("delete", 0);
  room.change("delete", 1);
  assertEquals(filesNow(listed, asked, room.state), []);
});

Deno.test("filesNow() is what the server would list, whenever its pages were read", () => {
  const step = fc.oneof(
    fc.nat(3).map((files) => (room: ListedRoom) => room.say(files)),
    fc.tuple(fc.constantFrom("edit" as const, "delete" as const), fc.nat(6))
      .map(([kind, place]) => (room: ListedRoom) => room.change(kind, place)),
  );
  const steps = fc.array(step, { maxLength: 12 });
  assertHolds(
    "client-files-now",
    fc.property(steps, steps, steps, steps, fc.nat(5), (before, on, between, after, size) => {
      const room = new ListedRoom();
      for (const act of before) act(room);
      const asked: LogPoint = logPoint(room.state);
      // On its way to the server.
      for (const act of on) act(room);
      const first = room.files.slice(0, size);
      for (const act of between) act(room);
      const edge = first.at(-1);
      const isBehind = ({ seq, id }: RoomFile) =>
        edge === undefined || seq < edge.seq || (seq === edge.seq && id < edge.id);
      // A page begins behind the last file of the one before, whatever became of that.
      const second = edge === undefined ? [] : room.files.filter(isBehind).slice(0, size);
      for (const act of after) act(room);
      const listed = [...first, ...second];
      const last = listed.at(-1);
      const oldest = last === undefined ? asked.known : last.seq;
      const shown = ids(filesNow(listed, asked, room.state));
      const expected = room.files.filter(({ seq, id }) =>
        seq > oldest || (last !== undefined && seq === oldest && id >= last.id) || seq > asked.known
      );
      assertEquals(shown, ids(expected));
    }),
  );
});
