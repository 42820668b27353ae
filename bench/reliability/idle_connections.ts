import type { Run } from "./run.ts";
import { onStage } from "./stage.ts";

const sizes = {
  short: { first: 20, connections: 120, perRoom: 20, restMs: 0 },
  full: { first: 1_000, connections: 15_000, perRoom: 100, restMs: 40_000 },
};

/** One server holds many connections that rest. */
export const idleConnections: Run = {
  key: "idle-connections",
  title: "15,000 idle connections",
  describe(size) {
    const { connections, perRoom } = sizes[size];
    const rest = size === "full"
      ? ", for longer than the 35 s after which a silent connection is closed that answers no ping"
      : "";
    return `${connections.toLocaleString("en")} people come in, ${perRoom} to a room, and say ` +
      `nothing${rest}.`;
  },
  perform: (setting) => {
    const { first, connections, perRoom, restMs } = sizes[setting.size];
    return onStage(setting, { connections }, async (stage) => {
      const path = (from: number) => `/room?room=rest-${Math.floor(from / perRoom)}&name=m`;
      const comeIn = async (from: number, to: number) => {
        const waves = [];
        for (let at = from; at < to; at += perRoom) {
          const arrivals = await stage.crowd.open({
            ...{ count: Math.min(perRoom, to - at), path: path(at), isGreeted: true },
          });
          stage.expect(
            arrivals.statuses[101] === Math.min(perRoom, to - at),
            `of ${perRoom} who came in, the server answered ${JSON.stringify(arrivals.statuses)}`,
          );
          waves.push(arrivals.p99Ms);
        }
        return waves;
      };
      await comeIn(0, first);
      await stage.pass(1_000);
      const bytesBefore = stage.rssBytes;
      const beganMs = performance.now();
      stage.setting.tell(`${connections} people come in`);
      await comeIn(first, connections);
      const tookSeconds = (performance.now() - beganMs) / 1_000;
      await stage.pass(1_000);
      const kilobytes = (stage.rssBytes - bytesBefore) / (connections - first) / 1e3;
      stage.setting.tell("they rest");
      const cpuBefore = stage.cpuSeconds;
      await stage.pass(restMs);
      const cpu = stage.cpuSeconds - cpuBefore;
      const { open, pings } = await stage.crowd.look();
      stage.expect(open === connections, `${connections - open} of the connections are gone`);
      stage.figure("connections", open);
      stage.figure("memory", kilobytes, "KB each", 1);
      stage.figure("came in", (connections - first) / tookSeconds, "a second");
      if (restMs > 0) {
        stage.expect(pings >= connections, `${pings} pings came to ${connections} connections`);
        stage.figure("pings", pings);
        stage.figure("CPU while they rest", cpu / restMs * 1e5, "% of a core", 1);
      }
      return `It held all of them${
        restMs > 0 ? ", and pinged them" : ""
      }. What each takes is measured from the ` +
        `${first.toLocaleString("en")}th connection on, a second after the last came in.`;
    });
  },
};
