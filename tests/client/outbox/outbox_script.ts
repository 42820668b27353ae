/** What the tests of the outbox's real stores load into a page. */
import { LockTurns } from "../../../client/outbox/lock_turns.ts";
import type { TurnLocks } from "../../../client/outbox/lock_turns.ts";
import { OutboxDatabase } from "../../../client/outbox/outbox_database.ts";
import { leaseCases, outboxCases } from "./outbox_contract.ts";

let databases = 0;

/** Runs one case on a database of its own; rejects when it fails. */
async function runCase(name: string): Promise<void> {
  const database = `test ${++databases}`;
  const open = () => new OutboxDatabase(database);
  await (outboxCases[name] ?? leaseCases[name]!)(open);
}

/** Gets in line for a lock, and gives what is heard of it. */
function takeTurn(heard: string[], who: string): ReturnType<LockTurns["take"]> {
  const { locks } = navigator as unknown as { locks: TurnLocks };
  return new LockTurns(locks).take("tea", {
    granted: () => void heard.push(`${who} granted`),
    lost: () => void heard.push(`${who} lost`),
  });
}

/** What happens in tabs that take turns: what was heard at each step, in any order. */
async function playTurns(): Promise<string[][]> {
  const steps: string[][] = [];
  const heard: string[] = [];
  const step = async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    steps.push(heard.splice(0).sort());
  };
  const first = takeTurn(heard, "first");
  if (heard.length > 0) throw new Error("Cannot be granted before take() returns");
  await step();
  const second = takeTurn(heard, "second");
  const third = takeTurn(heard, "third");
  await step();
  second.release();
  first.release();
  await step();
  const fourth = takeTurn(heard, "fourth");
  fourth.insist();
  await step();
  third.release();
  fourth.insist();
  fourth.release();
  takeTurn(heard, "hasty").release();
  await step();
  takeTurn(heard, "last");
  await step();
  return steps;
}

Object.assign(globalThis, { runCase, playTurns });
