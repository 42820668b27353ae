import type { Run } from "./run.ts";
import { onStage } from "./stage.ts";

const mebibyte = 1_048_576;
const sizes = {
  short: { senders: 2, frameMiB: 4, parts: 8 },
  full: { senders: 16, frameMiB: 64, parts: 64 },
};

/** Frames, and messages in parts, that are far too large. */
export const largeFrames: Run = {
  key: "large-frames",
  title: "64 MiB frames, and messages without end",
  describe(size) {
    const { senders, frameMiB, parts } = sizes[size];
    return `${senders} people send a frame of ${frameMiB} MiB each, at once, where 64 KiB are ` +
      `allowed; then ${senders} others begin a message and go on with it, ${parts} parts of a ` +
      "MiB each, and end it only then.";
  },
  perform: (setting) => {
    const { senders, frameMiB, parts } = sizes[setting.size];
    return onStage(setting, { connections: senders }, async (stage) => {
      const closed = (code: number) => async () => {
        const { closeCodes, ended } = await stage.crowd.look();
        return closeCodes[code] === senders && ended === senders;
      };
      const wave = { count: senders, path: "/room?room=large&name=large", isGreeted: true };
      setting.tell(`${senders} frames of ${frameMiB} MiB`);
      await stage.crowd.open(wave);
      const atFirst = stage.rssBytes;
      // One byte less is the most that Deno takes.
      await stage.crowd.sendLarge({ bytes: frameMiB * mebibyte - 1 });
      await stage.until(closed(1009), "not all large frames were answered by 1009");
      stage.sample();
      stage.figure("memory more for the frames", (stage.mostBytes - atFirst) / 1e6, "MB");
      await stage.crowd.drop();
      setting.tell(`${senders} messages of ${parts} parts`);
      await stage.crowd.open(wave);
      const before = stage.rssBytes;
      await stage.crowd.sendParts({ parts, bytes: mebibyte });
      await stage.pass(500);
      stage.figure("memory more for the parts", (stage.rssBytes - before) / 1e6, "MB");
      await stage.crowd.endMessage();
      await stage.until(closed(1009), "not all messages in parts were answered by 1009");
      return "It closed all of them with 1009, but only once they had arrived whole: Deno has no " +
        "bound below 64 MiB for a frame, and none for a message in parts, which it holds in " +
        "memory until its end. Bound the memory of the process (`MemoryMax` of systemd, or the " +
        "container), so that it is the server that is started anew and not the machine that stands.";
    });
  },
};
