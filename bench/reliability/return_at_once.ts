import { TestClient } from "../../tests/support/client.ts";
import type { Run } from "./run.ts";
import { onStage, type Stage } from "./stage.ts";

const sizes = {
  short: { people: 80, perRoom: 20, missed: 3 },
  full: { people: 10_000, perRoom: 100, missed: 5 },
};

/** Where those in a room had got to, and who talks there. */
interface Talker {
  readonly client: TestClient;
  readonly room: string;
  readonly seq: number;
  readonly epoch: string;
}

/** Everybody is cut off, and comes back at once. */
export const returnAtOnce: Run = {
  key: "return-at-once",
  title: "10,000 come back at once",
  describe(size) {
    const { people, perRoom, missed } = sizes[size];
    return `${people.toLocaleString("en")} people in rooms of ${perRoom} are cut off; ${missed} ` +
      "messages are said in each room; then all of them come back at the same moment, none " +
      "waiting for another, with `since`.";
  },
  perform: (setting) => {
    const { people, perRoom, missed } = sizes[setting.size];
    const rooms = people / perRoom;
    return onStage(setting, { connections: people + rooms }, async (stage) => {
      const talkers: Talker[] = [];
      try {
        for (let index = 0; index < rooms; index++) talkers.push(await begin(stage, index));
        setting.tell(`${people} people come in`);
        for (const { room } of talkers) {
          await stage.crowd.open({ count: perRoom, path: pathOf(room), isGreeted: true });
        }
        await stage.crowd.drop();
        for (const { room } of talkers) {
          await stage.until(async () => await stage.countIn(room) === 1, `"${room}" is not empty`);
        }
        setting.tell("something is said meanwhile");
        for (const { client } of talkers) {
          for (let number = 0; number < missed; number++) client.send(`missed ${number}`);
        }
        await Promise.all(
          talkers.map(({ client, seq }) => client.hear("message", (it) => it.seq === seq + missed)),
        );
        setting.tell("all come back");
        await comeBack(stage, talkers, { perRoom, missed });
        return "It let all of them in, and gave each exactly what was missed.";
      } finally {
        await Promise.all(talkers.map(({ client }) => client.close()));
      }
    });
  },
};

async function begin({ server }: Stage, index: number): Promise<Talker> {
  const room = `back-${index}`;
  const client = await server.join({ room, name: "talker" });
  const { epoch } = await client.hear("welcome");
  client.send("before");
  const { seq } = await client.hear("message");
  return { client, room, seq, epoch };
}

function pathOf(room: string): string {
  return `/room?room=${room}&name=m`;
}

async function comeBack(
  stage: Stage,
  talkers: readonly Talker[],
  { perRoom, missed }: { perRoom: number; missed: number },
): Promise<void> {
  const cpuBefore = stage.cpuSeconds;
  const beganMs = performance.now();
  const waves = talkers.map(({ room, seq, epoch }) => {
    const path = `${pathOf(room)}&since=${seq}&epoch=${epoch}`;
    return stage.crowd.open({ count: perRoom, path, isGreeted: true });
  });
  const arrivals = await Promise.all(waves);
  const tookMs = performance.now() - beganMs;
  const people = talkers.length * perRoom;
  const admitted = arrivals.reduce((sum, { statuses }) => sum + (statuses[101] ?? 0), 0);
  stage.expect(admitted === people, `${people - admitted} of ${people} were not let in`);
  const heardAll = async () => await stage.crowd.heard("message") === people * missed;
  await stage.until(heardAll, "not everybody was given exactly what was missed");
  stage.figure("came back", admitted);
  stage.figure("all were in after", tookMs / 1_000, "s", 1);
  stage.figure("came in", admitted / tookMs * 1_000, "a second");
  stage.figure("CPU", (stage.cpuSeconds - cpuBefore) / admitted * 1e6, "µs each");
}
