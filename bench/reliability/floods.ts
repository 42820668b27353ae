import { limits } from "../../lib/wire/limits.ts";
import type { Run } from "./run.ts";
import { onStage } from "./stage.ts";

const sizes = {
  short: { connections: 5, forMs: 500 },
  full: { connections: 100, forMs: 15_000 },
};
const path = "/room?room=flood&name=m#";
/** What memory may swing by with the garbage that is in it, in bytes. */
const mostGarbage = 200_000_000;

/** Pings of the protocol, as fast as the server takes them. */
export const pingFlood: Run = {
  key: "ping-flood",
  title: "A flood of WebSocket pings",
  describe(size) {
    const { connections, forMs } = sizes[size];
    return `${connections} people send WebSocket pings as fast as the server takes them, for ` +
      `${forMs / 1_000} s, and read all pongs.`;
  },
  perform: (setting) => {
    const { connections, forMs } = sizes[setting.size];
    return onStage(setting, { connections }, async (stage) => {
      await stage.crowd.open({ count: connections, path, isGreeted: true });
      const [cpuBefore, bytesBefore] = [stage.cpuSeconds, stage.rssBytes];
      await stage.crowd.flood({ frames: ["ping"] });
      await stage.pass(forMs);
      await stage.crowd.rest();
      const seconds = forMs / 1_000;
      const isAnswered = async () => (await stage.crowd.look()).pongs > 0;
      await stage.until(isAnswered, "no ping was answered");
      const { open, pongs } = await stage.crowd.look();
      stage.figure("pings answered", pongs / seconds, "a second");
      stage.figure("CPU", (stage.cpuSeconds - cpuBefore) / seconds, "cores", 2);
      stage.expect(open === connections, `${connections - open} who sent pings were closed`);
      const more = stage.mostBytes - bytesBefore;
      stage.expect(more < mostGarbage, `memory has grown by ${Math.round(more / 1e6)} MB`);
      return "Deno answers pings before the server sees them, and as long as there are more than " +
        "it can answer, it does little else: **bystanders wait until the flood is over**, though " +
        "nothing of theirs is lost, and memory does not grow. The server can neither count pings " +
        "nor refuse them. A firewall can bound what one address sends, see " +
        "[Limits](OPERATING.md#limits).";
    });
  },
};

/** Commands, as fast as the server takes them. */
export const commandFlood: Run = {
  key: "command-flood",
  title: "A flood of commands",
  describe(size) {
    return `${sizes[size].connections} people send the command \`ping\` as fast as the server ` +
      "takes it, where 10 a second are allowed, and read all answers.";
  },
  perform: (setting) => {
    const { connections } = sizes[setting.size];
    return onStage(setting, { connections }, async (stage) => {
      await stage.crowd.open({ count: connections, path, isGreeted: true });
      const beganMs = performance.now();
      await stage.crowd.flood({ frames: ["command"] });
      const isClosed = async () => (await stage.crowd.look()).ended === connections;
      await stage.until(isClosed, "some who flooded the room have their connection still");
      stage.figure("all were out after", (performance.now() - beganMs) / 1_000, "s", 1);
      const { ended, closeCodes } = await stage.crowd.look();
      stage.figure("connections ended", ended);
      const limited = await stage.crowd.heard("rate_limited");
      stage.expect(
        limited > 0 || (closeCodes[1008] ?? 0) > 0,
        "none of those who flooded the room was told why",
      );
      const most = limits.excessCommands.toLocaleString("en");
      return "Commands beyond the rate it answered by `rate_limited`, and closed with 1008 who " +
        `sent more than ${most} of them within 10 s; who sends on meanwhile does not get to read ` +
        "that, for the connection ends. Until all are out, answering them takes most of the time.";
    });
  },
};
