/** Who plays: guests whom the server knows from the start, because its key is ours. */
import { join } from "@std/path";
import { Guests } from "../../../lib/auth/guests.ts";
import { systemClock } from "../../../lib/clock.ts";
import type { Person } from "../../../lib/wire/messages.ts";
import type { Program } from "../../../tests/support/program.ts";
import { RunningProgram } from "../../../tests/support/program.ts";

const key = new Uint8Array(32);

/** Somebody, and the header that says so. */
export interface Player {
  readonly person: Person;
  readonly cookie: string;
}

/** Makes the guest of a name, whose id is always the same. */
export function playerOf(name: string): Player {
  const person: Person = { id: `g-${name}`.padEnd(18, "0"), name, kind: "guest" };
  return { person, cookie: `parley_guest=${new Guests(key, systemClock).sign(person)}` };
}

/** Whom the sessions are of: Olga, whose rooms they are, who runs the server, and Eve. */
export const olga = playerOf("olga");
export const eve = playerOf("eve");

/**
 * Starts the server that is attacked: with the key of {@linkcode playerOf}, no limit of rate, so that
 * what is sent is looked at, and small files.
 *
 * @param folder Its data lies there; it may have been used before.
 */
export async function startTarget(program: Program, folder: string): Promise<RunningProgram> {
  const data = join(folder, "data");
  await Deno.mkdir(data, { recursive: true, mode: 0o700 });
  await Deno.writeFile(join(data, "guests.key"), key, { mode: 0o600 });
  const limits = ["--rate-limit", "0", "--max-upload", "1MiB", "--room-quota", "4MiB"];
  return await RunningProgram.start(program, folder, [...limits, "--admins", olga.person.id]);
}
