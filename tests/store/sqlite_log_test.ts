import { assertEquals, assertThrows } from "@std/assert";
import { SqliteFile } from "../../lib/store/sqlite_file.ts";
import { SqliteLog } from "../../lib/store/sqlite_log.ts";
import { TestFolder } from "../support/program.ts";
import { ada, bob, deletion, noQuotas, said } from "./subject.ts";
import { roomDraft } from "../support/room_draft.ts";

/** Whether `text` stands in any file of the folder. */
function isOnDisk(folder: string, text: string): boolean {
  return [...Deno.readDirSync(folder)].some(({ name }) =>
    new TextDecoder("latin1").decode(Deno.readFileSync(`${folder}/${name}`)).includes(text)
  );
}

function tidyUp(log: SqliteLog): void {
  while (log.isUntidy) log.tidy();
}

Deno.test("SqliteLog.forget() leaves something to tidy, after which the forgotten is nowhere", async () => {
  await using folder = new TestFolder();
  const path = `${folder.path}/parley.db`;
  const log = new SqliteLog(SqliteFile.open({ path, durability: "normal" }));
  log.transaction(() => {
    log.createRoom(roomDraft("tea"));
    log.append("tea", [said("oldsecret"), said("kept", { at: 9_000 })]);
  });
  tidyUp(log);
  log.transaction(() => log.forget("tea", 5_000, 10));
  assertEquals([log.isUntidy, isOnDisk(folder.path, "oldsecret")], [true, true]);
  tidyUp(log);
  assertEquals([isOnDisk(folder.path, "oldsecret"), isOnDisk(folder.path, "kept")], [false, true]);
  log.close();
});

Deno.test("SqliteLog.reach() tells how far the log and its index go", async () => {
  await using folder = new TestFolder();
  const log = new SqliteLog(
    SqliteFile.open({ path: `${folder.path}/parley.db`, durability: "normal" }),
  );
  log.transaction(() => {
    log.createRoom(roomDraft("tea"));
    log.append("tea", Array.from({ length: 250 }, () => said("tea")));
  });
  const reaches = [log.reach("tea")];
  for (let step = 0; step < 2; step++) {
    log.transaction(() => log.index("tea"));
    reaches.push(log.reach("tea"));
  }
  assertEquals(reaches.map(({ seq, indexed }) => [seq, indexed]), [[250, 0], [250, 200], [
    250,
    250,
  ]]);
  assertEquals(log.reach("nowhere"), { seq: 0, indexed: 0 });
  log.close();
});

Deno.test("SqliteLog.adopt() goes on where it left, however much a guest uploaded", async () => {
  await using folder = new TestFolder();
  const path = `${folder.path}/parley.db`;
  const log = new SqliteLog(SqliteFile.open({ path, durability: "normal" }));
  const ids = Array.from({ length: 450 }, (_, index) => `f${index}`);
  const content = { hash: "h", size: 1, type: "text/plain" };
  log.transaction(() => {
    log.createRoom(roomDraft("tea"));
    for (const id of ids) {
      log.files.beginUpload({ id, room: "tea", by: "ada", name: id, size: 1, at: 1 }, noQuotas);
      log.files.finishUpload(id, content, 1);
    }
  });
  let steps = 1;
  while (log.transaction(() => log.adopt("ada", bob).more)) steps++;
  assertEquals(steps > 1, true);
  assertEquals(new Set(ids.map((id) => log.files.findFile(id)?.by)), new Set(["bob"]));
  log.close();
});

Deno.test("SqliteLog.tidy() removes what is left of an archive that was removed, in steps", async () => {
  await using folder = new TestFolder();
  const path = `${folder.path}/parley.db`;
  const open = () => new SqliteLog(SqliteFile.open({ path, durability: "normal" }));
  const first = open();
  tidyUp(first);
  const entries = Array.from(
    { length: 120 },
    (_, index) => ({ number: index + 1, box: "oldsecret" }),
  );
  first.transaction(() => {
    for (const person of ["ada", "bob"]) {
      first.keys.putArchive(person, "header");
      first.keys.addToArchive(person, "tea", entries.slice(0, person === "ada" ? 120 : 1), {
        chars: 9_999,
        entries: 999,
      });
    }
    first.keys.removeArchive("ada");
  });
  assertEquals(first.isUntidy, true);
  first.close();
  const log = open();
  const steps = () => {
    let count = 0;
    for (; log.keys.hasLeftovers; count++) log.transaction(() => log.keys.clear());
    return count;
  };
  assertEquals(steps(), 4);
  tidyUp(log);
  assertEquals(log.keys.findArchive("bob"), { header: "header", entries: 1 });
  log.transaction(() => log.keys.removeArchive("bob"));
  tidyUp(log);
  log.close();
  assertEquals(isOnDisk(folder.path, "oldsecret"), false);
});

Deno.test("SqliteLog.tidy() does all that waits in turn, though something is deleted all the while", async () => {
  await using folder = new TestFolder();
  const path = `${folder.path}/parley.db`;
  const log = new SqliteLog(SqliteFile.open({ path, durability: "normal" }));
  log.transaction(() => {
    log.createRoom(roomDraft("tea"));
    log.append("tea", Array.from({ length: 20 }, () => said("tea")));
    log.createRoom(roomDraft("gone"));
    log.append("gone", [said("oldsecret")]);
    log.deleteRoom("gone", "ada");
  });
  for (let target = 1; target <= 10; target++) {
    log.transaction(() => log.append("tea", [deletion(target)]));
    log.tidy();
  }
  assertEquals([log.reach("tea").indexed > 0, isOnDisk(folder.path, "oldsecret")], [true, false]);
  log.close();
});

Deno.test("SqliteLog.tidy() removes what is left of deleted rooms, though a deletion came to nothing", async () => {
  await using folder = new TestFolder();
  const path = `${folder.path}/parley.db`;
  const log = new SqliteLog(SqliteFile.open({ path, durability: "normal" }));
  log.transaction(() => {
    for (const room of ["tea", "gone"]) {
      log.createRoom(roomDraft(room));
      log.append(room, [said(room === "gone" ? "oldsecret" : "kept")]);
    }
  });
  const nobody = { ...ada, id: null as unknown as string };
  const failing = () => {
    log.deleteRoom("tea", "ada");
    log.append("gone", [said("bad", { from: nobody })]);
  };
  assertThrows(() => log.transaction(failing), Error, "");
  log.transaction(() => log.deleteRoom("gone", "ada"));
  tidyUp(log);
  assertEquals(isOnDisk(folder.path, "oldsecret"), false);
  // What the deletion would have taken out of the index is in it.
  assertEquals(log.reach("tea"), { seq: 1, indexed: 1 });
  log.close();
});

Deno.test("SqliteLog.tidy() removes what is left of many small rooms in a few steps", async () => {
  await using folder = new TestFolder();
  const path = `${folder.path}/parley.db`;
  const log = new SqliteLog(SqliteFile.open({ path, durability: "normal" }));
  tidyUp(log);
  log.transaction(() => {
    for (let room = 1; room <= 40; room++) {
      log.createRoom(roomDraft(`room-${room}`));
      log.append(`room-${room}`, [said("tea")]);
      log.deleteRoom(`room-${room}`, "ada");
    }
  });
  let steps = 0;
  for (; log.isUntidy; steps++) log.tidy();
  assertEquals(steps < 10, true, `it took ${steps} steps`);
  log.close();
});
