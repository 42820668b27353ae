import { assertEquals } from "@std/assert";
import { RoomDirectory } from "../../../client/rooms/room_directory.ts";
import { FakeClock } from "../../support/fake_clock.ts";

/** A directory of a server that lists `pages`, and what it was asked for. */
function open(...pages: (object | Error)[]) {
  const asked: string[] = [];
  const clock = new FakeClock();
  const directory = new RoomDirectory({
    clock,
    fetchJson(path) {
      asked.push(path);
      const page = pages[asked.length - 1]!;
      return page instanceof Error ? Promise.reject(page) : Promise.resolve(page);
    },
  });
  return { asked, clock, directory };
}

const tea = { name: "tea", count: 2 };
const design = { name: "design", count: 1, unread: 3 };

Deno.test("RoomDirectory reads every page, and a room on two of them once", async () => {
  const { asked, directory } = open({ rooms: [tea], next: "200" }, { rooms: [tea, design] });
  await directory.refresh(0);
  assertEquals(asked, ["/api/rooms", "/api/rooms?cursor=200"]);
  assertEquals(directory.rooms.value, [tea, design]);
  assertEquals(directory.has("design"), true);
  assertEquals(directory.has("nowhere"), false);
});

Deno.test("RoomDirectory does not read a list again that is young enough", async () => {
  const { asked, clock, directory } = open({ rooms: [tea] }, { rooms: [design] });
  await directory.refresh(60_000);
  clock.advance(59_000);
  await directory.refresh(60_000);
  assertEquals(asked.length, 1);
  clock.advance(1_000);
  await directory.refresh(60_000);
  assertEquals(directory.rooms.value, [design]);
});

Deno.test("RoomDirectory is read once by two who ask at the same time", async () => {
  const { asked, directory } = open({ rooms: [tea] }, { rooms: [tea] });
  await Promise.all([directory.refresh(0), directory.refresh(0)]);
  assertEquals(asked.length, 1);
});

Deno.test("RoomDirectory keeps the list it had when another reading fails", async () => {
  const { directory } = open({ rooms: [tea] }, new Error("no"), { rooms: [design] });
  await directory.refresh(0);
  await directory.refresh(0);
  assertEquals(directory.status.value, "failed");
  assertEquals(directory.rooms.value, [tea]);
  await directory.refresh(0);
  assertEquals(directory.status.value, "read");
});
