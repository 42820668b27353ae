/** The HTTP side against RFC 9110, 9112 and 6455: literal bytes to a program as its users start it. */
import { assertEquals } from "@std/assert";
import { findPrograms, RunningProgram, TestFolder } from "../../support/program.ts";
import { deviations } from "./case.ts";
import { httpCases } from "./cases.ts";
import { HttpStage } from "./stage.ts";

const program = findPrograms().at(-1)!;

Deno.test(`${program.name} does with HTTP requests what the table says`, async (t) => {
  await using folder = new TestFolder();
  await using parley = await RunningProgram.start(program, folder.path, ["--rate-limit", "0"]);
  await using stage = await HttpStage.open(parley);
  for (const { title, cases } of httpCases) {
    await t.step(title, async (t) => {
      for (const row of cases) {
        const { id, title, deviation } = row;
        const mark = deviation ? `; DEVIATION: ${deviations[deviation]}` : "";
        await t.step(`${id} ${title}${mark}`, async () => {
          assertEquals(await stage.perform(row), []);
        });
      }
    });
  }
  await t.step("nothing of all that is an error of the server", async () => {
    await parley.end("SIGTERM");
    assertEquals((await parley.logged()).filter(({ level }) => level === "error"), []);
  });
});
