/** The WebSocket side against RFC 6455: literal bytes to a program as its users start it. */
import { assertEquals } from "@std/assert";
import { findPrograms, RunningProgram, TestFolder } from "../../support/program.ts";
import { deviations, ownRules } from "./case.ts";
import { socketCases } from "./cases.ts";
import { SocketStage } from "./stage.ts";

const program = findPrograms().at(-1)!;

Deno.test(`${program.name} does with WebSocket frames what the table says`, async (t) => {
  await using folder = new TestFolder();
  await using parley = await RunningProgram.start(program, folder.path, ["--rate-limit", "0"]);
  await using stage = await SocketStage.open(parley);
  for (const { title, cases } of socketCases) {
    await t.step(title, async (t) => {
      for (const row of cases) {
        const { id, title, ours, deviation } = row;
        const marks = [
          ...ours ? [`ours: ${ownRules[ours]}`] : [],
          ...deviation ? [`DEVIATION: ${deviations[deviation]}`] : [],
        ];
        await t.step([`${id} ${title}`, ...marks].join("; "), async () => {
          assertEquals(await stage.perform(row), []);
        });
      }
    });
  }
});

Deno.test("every row of the WebSocket table has a number of its own", () => {
  const ids = socketCases.flatMap(({ cases }) => cases.map(({ id }) => id));
  assertEquals(ids.filter((id, index) => ids.indexOf(id) !== index), []);
});
