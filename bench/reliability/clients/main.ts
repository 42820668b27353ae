// The clients of a scripted run, a process of its own under Node: it takes acts, a JSON object a line, and
// answers each with a line.
import process from "node:process";
import { createInterface } from "node:readline";
import { Bystanders } from "./bystanders.ts";
import { Crowd } from "./crowd.ts";

/** Something to do. */
export interface Act {
  readonly id: number;
  /** A method of {@linkcode Crowd}, or of {@linkcode Bystanders}. */
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What came of it. */
export type Answer =
  & { readonly id: number }
  & ({ readonly result: unknown } | {
    readonly error: string;
  });

type Performer = Record<string, (...args: readonly unknown[]) => unknown>;

function main(): void {
  const [, , kind, port] = process.argv;
  const performer: unknown = kind === "crowd" ? new Crowd(Number(port)) : new Bystanders();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => void perform(performer as Performer, JSON.parse(line)));
  // Whoever began this is gone.
  lines.on("close", () => process.exit());
}

async function perform(performer: Performer, { id, name, args }: Act): Promise<void> {
  let answer: Answer;
  try {
    answer = { id, result: await performer[name](...args) };
  } catch (error) {
    answer = { id, error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

main();
