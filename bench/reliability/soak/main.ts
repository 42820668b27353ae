// `deno task soak`: an hour of mixed traffic, and whether memory, open files and delay stay flat.
import { parseArgs } from "node:util";
import { findPrograms } from "../../../tests/support/program.ts";
import { Random } from "../../../tests/support/random.ts";
import { describeMachine } from "../../machine.ts";
import type { Figure } from "../run.ts";
import { describeSoak, performSoak } from "../soak.ts";
import { printReport, tell } from "../../report_page.ts";

const usage = `deno task soak [--minutes 60] [--seed N]

  --minutes N  for so long
  --seed N     draws the same again, as far as timing allows

It takes the executable where there is one, else the sources. Onto the page an hour of it goes, with
its figures and its picture, by deno task reliability --only soak --write.
`;

/** Seconds between two samples. */
const everySeconds = 5;

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      minutes: { type: "string", default: "60" },
      seed: { type: "string", default: `${Random.newSeed()}` },
      help: { type: "boolean", default: false },
    },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (values.help || !(minutes > 0) || !Number.isSafeInteger(seed)) {
    tell(usage);
    return values.help ? 0 : 2;
  }
  const program = findPrograms().at(-1)!;
  const folder = await Deno.makeTempDir({ prefix: "parley-soak-" });
  tell(`soaking ${program.name} on ${describeMachine()}, seed ${seed}, data in ${folder}\n`);
  const { figures, faults } = await performSoak({
    program,
    size: "full",
    seed,
    folder,
    signal: new AbortController().signal,
    tell: (progress) => tell(`${progress}\n`),
  }, { seconds: minutes * 60, everySeconds });
  await printReport([
    describeSoak(minutes * 60),
    ...figures.map(figureLine),
    ...faults.map((fault) => `FAULT: ${fault}`),
  ].join("\n"));
  if (faults.length > 0) return 1;
  await Deno.remove(folder, { recursive: true });
  return 0;
}

function figureLine({ name, value, unit = "", decimals = 0 }: Figure): string {
  return `${name}: ${value.toFixed(decimals)} ${unit}`.trimEnd();
}
