import type { Run } from "./run.ts";
import { onStage } from "./stage.ts";

const sizes = {
  short: { people: 60, times: 2 },
  full: { people: 5_000, times: 3 },
};

/** A room that all come into, and all leave. */
export const largeRoom: Run = {
  key: "large-room",
  title: "A room of 5,000 that all join and leave",
  describe(size) {
    const { people, times } = sizes[size];
    return `${people.toLocaleString("en")} people come into one room, 500 at a time, and all ` +
      `leave it at the same moment; ${times} times.`;
  },
  perform: (setting) => {
    const { people, times } = sizes[setting.size];
    return onStage(setting, { connections: people + 1 }, async (stage) => {
      await using witness = await stage.server.join({ room: "large", name: "witness" });
      const { you } = await witness.hear("welcome");
      const joinsMs = [];
      const cpuBefore = stage.cpuSeconds;
      for (let time = 1; time <= times; time++) {
        setting.tell(`${time} of ${times}: all come in`);
        const { statuses, tookMs } = await stage.crowd.open({
          count: people,
          atOnce: 500,
          path: "/room?room=large&name=m#",
          isGreeted: true,
        });
        joinsMs.push(tookMs);
        stage.expect(statuses[101] === people, `the server answered ${JSON.stringify(statuses)}`);
        const isCount = (count: number) => async () => await stage.countIn("large") === count;
        await stage.until(isCount(people + 1), `there are not ${people + 1} in the room`);
        setting.tell(`${time} of ${times}: all leave`);
        await stage.crowd.drop();
        await stage.until(isCount(1), "some of those who left are in the room still");
      }
      await witness.hear("presence", ({ count }) => count === 1);
      const joins = people * times;
      stage.figure("came in", joins / joinsMs.reduce((sum, ms) => sum + ms, 0) * 1_000, "a second");
      stage.figure("CPU", (stage.cpuSeconds - cpuBefore) / joins * 1e6, "µs a coming and going");
      return `It let all of them in and out, and ${you.name}, who stayed, was told how many ` +
        "there were each time. In a room of more than 200, comings and goings are told once a second.";
    });
  },
};
