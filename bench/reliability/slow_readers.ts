import type { Run } from "./run.ts";
import { onStage } from "./stage.ts";

const sizes = {
  short: { readers: 3 },
  full: { readers: 1_000 },
};
/** As long as a message may be. */
const chars = 8_000;
const atOnce = 20;
/** What each of them may cost at the most, and garbage that what is said makes for all; bytes. */
const mostEach = 2_500_000;
const mostGarbage = 200_000_000;

/** People who read nothing in a room where much is said. */
export const slowReaders: Run = {
  key: "slow-readers",
  title: "1,000 slow readers",
  describe(size) {
    const { readers } = sizes[size];
    return `${readers.toLocaleString("en")} people come into a room and read nothing more, while ` +
      `somebody says messages of ${chars.toLocaleString("en")} characters there, ${atOnce} at ` +
      "a time and the next ones as soon as these have come back (`--rate-limit 0`), until none of those people is in the room any more.";
  },
  perform: (setting) => {
    const { readers } = sizes[setting.size];
    const args = ["--rate-limit", "0"];
    return onStage(setting, { connections: readers + 1, args }, async (stage) => {
      await using talker = await stage.server.join({ room: "slow", name: "talker" });
      await talker.hear("welcome");
      setting.tell(`${readers} people come in`);
      const path = "/room?room=slow&name=reader";
      await stage.crowd.open({ count: readers, path, isGreeted: true, isStalled: true });
      await stage.until(
        async () => await stage.countIn("slow") === readers + 1,
        "not all of them came in",
      );
      const before = stage.rssBytes;
      const beganMs = performance.now();
      setting.tell("somebody talks");
      let said = 0;
      const gone = await stage.until(async () => {
        for (let left = atOnce; left > 0; left--) {
          talker.send(`${++said} `.padEnd(chars, "of this and that "));
        }
        await talker.hear("message", ({ seq }) => seq === said);
        return await stage.countIn("slow") === 1;
      }, "slow readers are in the room still");
      if (gone) stage.figure("all were out after", (performance.now() - beganMs) / 1e3, "s", 1);
      stage.figure("messages said", said);
      const more = stage.mostBytes - before;
      stage.figure("memory more at the most", more / readers / 1e3, "KB each");
      stage.expect(
        more < mostEach * readers + mostGarbage,
        `slow readers took ${Math.round(more / 1e6)} MB of memory`,
      );
      await stage.crowd.resume();
      const isClosed = async () => (await stage.crowd.look()).closeCodes[4000] === readers;
      await stage.until(isClosed, "not all of them were told 4000 once they read again");
      return "Who had 1 MiB unsent was out of the room at once, and is sent nothing more; the " +
        "connection is closed with 4000 as soon as its reader reads on, for Deno cannot end it " +
        "before. Besides that MiB the kernel holds what it took for each.";
    });
  },
};
