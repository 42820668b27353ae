import type { Run } from "./run.ts";
import { onStage } from "./stage.ts";

const sizes = {
  short: { connections: 5, forMs: 500 },
  full: { connections: 100, forMs: 20_000 },
};

/** Pings of the protocol, and commands, as fast as the server takes them. */
export const pingFlood: Run = {
  key: "ping-flood",
  title: "A flood of pings",
  describe(size) {
    const { connections, forMs } = sizes[size];
    return `${connections} people send WebSocket pings as fast as the server takes them, for ` +
      `${forMs / 1_000} s; then as many send the command \`ping\` so, where 10 a second are ` +
      "allowed; and read all answers.";
  },
  perform: (setting) => {
    const { connections, forMs } = sizes[setting.size];
    return onStage(setting, { connections }, async (stage) => {
      for (const [kind, counted] of [["ping", "pongs"], ["command", "texts"]] as const) {
        setting.tell(`a flood of ${kind}s`);
        const path = "/room?room=flood&name=m#";
        await stage.crowd.open({ count: connections, path, isGreeted: true });
        const cpuBefore = stage.cpuSeconds;
        await stage.crowd.flood({ frames: [kind] });
        await stage.pass(forMs);
        await stage.crowd.rest();
        const seconds = forMs / 1_000;
        const { open, [counted]: answers } = await stage.crowd.look();
        const what = kind === "ping" ? "pings" : "commands";
        stage.figure(`${what} answered`, answers / seconds, "a second");
        stage.figure(`CPU for ${what}`, (stage.cpuSeconds - cpuBefore) / seconds, "cores", 2);
        stage.expect(open === connections, `${connections - open} who sent ${what} were closed`);
        stage.expect(answers > 0, `no ${what} were answered`);
        await stage.crowd.drop();
      }
      return "It answered pings in turn, and commands beyond the rate by `rate_limited`; it reads " +
        "on only when it has answered, so that nobody can make it keep more than it has read.";
    });
  },
};
